/**
 * Conduct: turns what a gateway sends into what is wrong with it: a clock that is off, a flood, levels
 * that cannot be, tokens that are nobody's. Pure; a value that is changed in place.
 *
 * A gateway that is broken, jammed or lies looks the same from here, so staff are told what it does and
 * not why. What bounds the harm: a flood is not taken in, and a gateway with impossible levels is not
 * believed. What a gateway may do with levels that could be, `corroborate.ts` bounds.
 */
import {
  type Dbm,
  type DurationMs,
  dbm,
  type GatewayFault,
  gatewayFaults,
  minutes,
  type Sighting,
  type UnixMs,
  unixMs,
} from "@sighej/protocol";

export interface Conduct {
  /** Windows that it may still send at once, and as of when. */
  credit: number;
  creditAt: UnixMs;
  /** What is summed up until `minute` is over. */
  minute: UnixMs;
  sightings: number;
  tooStrong: number;
  foreign: number;
  /** Until when each fault is shown, and believed. */
  readonly until: Map<GatewayFault, UnixMs>;
  /** Windows refused since the start, by the faults that refuse them. */
  clockOff: number;
  flooded: number;
}

/**
 * Windows at once: a whole ring after an outage, 600, and again those that were on their way. A second:
 * the shortest windows make four, and as many may come twice.
 */
const BURST = 1_400;
const PER_SECOND = 8;

/** Long enough for shares to mean something, short enough for staff who stand at the gateway. */
const SUMMED_OVER: DurationMs = minutes(1);
/** A fault is shown this long after it was last seen: it may come and go. */
const SHOWN_FOR: DurationMs = minutes(5);
/** Sightings in a minute from which shares are judged: two beacons. */
const FEWEST = 100;
/** No beacon reaches it, not one that lies on the antenna: those send 0 to 8 dBm. */
const IMPOSSIBLE: Dbm = dbm(-10);
/** Recordings of good receivers hold a few impossible levels too. */
const TOO_STRONG = 0.2;
/**
 * Ten a second that nobody here made, and nine in ten of all: a visitor of another venue or one who has
 * just stopped is a few, beside many that are known.
 */
const MANY_FOREIGN = 600;
const FOREIGN = 0.9;

export const goodConduct = (): Conduct => ({
  credit: BURST,
  creditAt: unixMs(0),
  minute: unixMs(0),
  sightings: 0,
  tooStrong: 0,
  foreign: 0,
  until: new Map(),
  clockOff: 0,
  flooded: 0,
});

/** Takes a window into account; false when it is one of a flood and must not be taken in. */
export function mayBring(conduct: Conduct, now: UnixMs): boolean {
  const passed = Math.max(0, now - conduct.creditAt) / 1_000;
  conduct.credit = Math.min(BURST, conduct.credit + passed * PER_SECOND);
  conduct.creditAt = now;
  if (conduct.credit < 1) {
    conduct.flooded++;
    show(conduct, "flood", now);
    return false;
  }
  conduct.credit--;
  return true;
}

/** Notes a window that ends farther from our clock than it may. */
export function noteClockOff(conduct: Conduct, now: UnixMs): void {
  conduct.clockOff++;
  show(conduct, "clock-off", now);
}

/** Notes the sightings of one window, and how many of them are of nobody's token. */
export function noteSightings(
  conduct: Conduct,
  sightings: readonly Pick<Sighting, "max">[],
  foreign: number,
  now: UnixMs,
): void {
  if (now - conduct.minute >= SUMMED_OVER) {
    conduct.minute = now;
    conduct.sightings = 0;
    conduct.tooStrong = 0;
    conduct.foreign = 0;
  }
  conduct.sightings += sightings.length;
  for (const { max } of sightings) if (max > IMPOSSIBLE) conduct.tooStrong++;
  conduct.foreign += foreign;
  if (conduct.sightings < FEWEST) return;
  if (conduct.tooStrong > TOO_STRONG * conduct.sightings) show(conduct, "impossible-levels", now);
  if (conduct.foreign >= MANY_FOREIGN && conduct.foreign > FOREIGN * conduct.sightings)
    show(conduct, "foreign-tokens", now);
}

/** May what it says of levels be taken in? */
export const isBelieved = (conduct: Conduct, now: UnixMs): boolean =>
  !shows(conduct, "impossible-levels", now);

/** What is wrong with it at `now`, in the order of `gatewayFaults`. */
export const faultsOf = (conduct: Conduct, now: UnixMs): readonly GatewayFault[] =>
  gatewayFaults.filter((fault) => shows(conduct, fault, now));

function show({ until }: Conduct, fault: GatewayFault, now: UnixMs): void {
  until.set(fault, unixMs(now + SHOWN_FOR));
}

const shows = ({ until }: Conduct, fault: GatewayFault, now: UnixMs): boolean =>
  now < (until.get(fault) ?? 0);
