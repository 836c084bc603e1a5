/**
 * Intake: turns advertising reports into token and level for the window, and counts the rest. Pure
 * but for its counters.
 *
 * Strangers' adverts, nearly all there are, go no further than the first test and leave nothing
 * behind: no object, no entry in a map.
 */
import { type Dbm, dbm, decodeAdvert, MIN_RSSI, type Token, type UnixMs } from "@sighej/protocol";

/** RSSI "not available" (Bluetooth Core 5.4, Vol 4 Part E §7.7.65.2). */
const NO_LEVEL = 127;
/**
 * Above this a reading is taken for a fault. A phone that touches the antenna gives about −30 dBm;
 * recorded halls hold readings up to +20, and a single one of those ruins a window's maximum.
 */
const MAX_PLAUSIBLE = dbm(-30);

/** Why an advert is not in a window. `truncated` and `unknown-version` are its decoder's words. */
type RefusalReason =
  | "truncated"
  | "unknown-version"
  | "no-level"
  | "implausible-level"
  | "too-many-tokens";

export interface IntakeCounts {
  /** Adverts of any kind: the sign that the radio lives. */
  readonly adverts: number;
  /** Adverts with a token of ours, whatever became of them. */
  readonly tokensHeard: number;
  readonly refused: Readonly<Record<RefusalReason, number>>;
  /** Time of the last advert of any kind; undefined before the first. */
  readonly lastAdvertAt: UnixMs | undefined;
}

export interface Intake {
  readonly hear: (bytes: Uint8Array, level: number, now: UnixMs) => void;
  readonly counts: () => IntakeCounts;
}

/** `collect` takes a token into the window; false when the window is full. */
export function startIntake(collect: (token: Token, level: Dbm, now: UnixMs) => boolean): Intake {
  let adverts = 0;
  let tokensHeard = 0;
  let lastAdvertAt: UnixMs | undefined;
  const refused: Record<RefusalReason, number> = {
    truncated: 0,
    "unknown-version": 0,
    "no-level": 0,
    "implausible-level": 0,
    "too-many-tokens": 0,
  };
  return {
    hear: (bytes, level, now) => {
      adverts += 1;
      lastAdvertAt = now;
      const advert = decodeAdvert(bytes);
      if (!advert.ok) {
        const { kind } = advert.problem;
        if (kind === "truncated" || kind === "unknown-version") refused[kind] += 1;
        return;
      }
      tokensHeard += 1;
      if (level === NO_LEVEL) refused["no-level"] += 1;
      else if (level > MAX_PLAUSIBLE || level < MIN_RSSI) refused["implausible-level"] += 1;
      else if (!collect(advert.value.token, dbm(level), now)) refused["too-many-tokens"] += 1;
    },
    counts: () => ({ adverts, tokensHeard, lastAdvertAt, refused: { ...refused } }),
  };
}
