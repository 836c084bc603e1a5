/**
 * Beacon clock: what is known of the clock of a beacon that nobody sets any more. Pure.
 *
 * A lent beacon counts periods of 512 s on its own crystal, so what it shows is known between two
 * bounds, which drift apart with time. A token of period p heard now proves that the clock has
 * reached p: nobody can make a token of the future, so this bound holds against replays too, and it
 * alone decides how old a token may be. That the clock has not yet passed p is likely only, for the
 * token may be a replay; no token is refused by that.
 *
 * A bound is one number from which time can be reckoned forward, so no time of a sighting is kept.
 */
import {
  type DurationMs,
  durationMs,
  EPOCH_GRACE,
  EPOCH_LENGTH,
  seconds,
  type UnixMs,
} from "@sighej/protocol";
import type { StockItem } from "./stock.ts";

/**
 * Crystals of cheap beacons are off by 20 to 40 ppm indoors, with temperature and age; Eddystone
 * allows for 150 ppm, which none of them needs.
 */
const DRIFT = 50e-6;
/** Farther off than this is not searched: a year without being set, at 49 ppm. */
const FARTHEST: DurationMs = durationMs(3 * EPOCH_LENGTH);

export interface BeaconClock {
  /** What it was set to show besides Unix time, ms. */
  readonly shift: number;
  readonly drift: number;
  /** How long after a change of period the former token may still be sent. */
  readonly late: DurationMs;
  /** Bounds of its error, ms, before drift since 1970 is taken off or added: see `errorAt`. */
  atLeast: number;
  likelyAtMost: number;
  readonly atMost: number;
}

export function clockOf(item: StockItem): BeaconClock {
  if (item.kind === "static")
    return { shift: 0, drift: 0, late: seconds(0), atLeast: 0, likelyAtMost: 0, atMost: 0 };
  const { clockSetAt } = item;
  const shift = item.kind === "badge" ? 0 : item.clock * 1_000 - item.clockSetAt;
  // Eddystone-EID tags may change at a random moment of the period (eid-computation.md).
  const late = item.kind === "badge" ? seconds(0) : EPOCH_LENGTH;
  const atMost = clockSetAt === undefined ? Number.POSITIVE_INFINITY : -DRIFT * clockSetAt;
  return { shift, drift: DRIFT, late, atLeast: -atMost, likelyAtMost: atMost, atMost };
}

/** Between which errors the clock is at `now`, ms. */
function errorAt({ atLeast, atMost, drift }: BeaconClock, now: UnixMs) {
  return {
    least: Math.max(atLeast - drift * now, -FARTHEST),
    most: Math.min(atMost + drift * now, FARTHEST),
  };
}

/** The periods whose tokens are taken at `now`, from first to last, none below 0. */
export function periodsAccepted(
  clock: BeaconClock,
  now: UnixMs,
): { readonly first: number; readonly last: number } {
  const shown = now + clock.shift;
  const { least, most } = errorAt(clock, now);
  return {
    first: Math.max(0, periodOf(shown + least - EPOCH_GRACE - clock.late)),
    last: periodOf(shown + most + EPOCH_GRACE),
  };
}

/** The latest period that the beacon may well have reached by `now`. */
export function periodReached(clock: BeaconClock, now: UnixMs): number {
  const likely = clock.likelyAtMost + clock.drift * now;
  const { most } = errorAt(clock, now);
  return periodOf(now + clock.shift + Math.min(likely, most) + EPOCH_GRACE);
}

/** Takes in that a token of `period`, one of those accepted, was heard at `now` or just before. */
export function noteHeard(clock: BeaconClock, period: number, now: UnixMs): void {
  const { shift, drift, late } = clock;
  if (drift === 0) return;
  const error = period * EPOCH_LENGTH - now - shift;
  clock.atLeast = Math.max(clock.atLeast, error + drift * now);
  const most = error + EPOCH_LENGTH + late + EPOCH_GRACE;
  const likely = Math.min(clock.likelyAtMost, most - drift * now);
  // A replay was among what was heard: only what cannot be forged is left.
  const torn = likely + drift * now < clock.atLeast - drift * now;
  clock.likelyAtMost = torn ? clock.atMost : likely;
}

const periodOf = (shown: number): number => Math.floor(shown / EPOCH_LENGTH);
