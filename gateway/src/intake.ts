/**
 * Intake: turns advertising reports into token and level for the window, and counts the rest. Pure
 * but for its counters.
 *
 * Strangers' adverts, nearly all there are, go no further than the first test and leave nothing
 * behind: no object, no entry in a map.
 */
import {
  type Dbm,
  dbm,
  decodeAdvert,
  MIN_RSSI,
  stockAdvertIn,
  type Token,
  type UnixMs,
} from "@sighej/protocol";
import type { HiddenTags } from "./tags.ts";

/** RSSI "not available" (Bluetooth Core 5.4, Vol 4 Part E §7.7.65.2). */
const NO_LEVEL = 127;
/**
 * Above this a reading is taken for a fault. A phone that touches the antenna gives about −30 dBm;
 * recorded halls hold readings up to +20, and a single one of those ruins a window's maximum.
 */
const MAX_PLAUSIBLE = dbm(-30);

/**
 * Why an advert is not in a window. `truncated` and `unknown-version` are its decoder's words;
 * `malformed` is what was no advertising report at all.
 */
type RefusalReason =
  | "truncated"
  | "unknown-version"
  | "malformed"
  | "no-level"
  | "implausible-level"
  | "too-many-tokens";

/** What an advert was: a token of ours, a bought tag's, the venue's own fixed id, or a stranger's. */
export type AdvertKind = "ours" | "eid" | "fixedTag" | "foreign";

export interface IntakeCounts {
  /** Adverts of any kind: the sign that the radio lives. */
  readonly adverts: number;
  readonly kinds: Readonly<Record<AdvertKind, number>>;
  /** Adverts with a token, whatever became of them. */
  readonly tokensHeard: number;
  readonly refused: Readonly<Record<RefusalReason, number>>;
}

export interface Intake {
  /** `packet` from `from` to before `to` is advertising data; `now` is when it was received. */
  readonly hear: (packet: Uint8Array, from: number, to: number, level: number, now: UnixMs) => void;
  readonly malformed: () => void;
  /** The venue's own tags, as its configuration has them; undefined for none. */
  readonly setTags: (tags: HiddenTags | undefined) => void;
  readonly counts: () => IntakeCounts;
}

/** `collect` takes a token into the window; false when the window is full. */
export function startIntake(collect: (token: Token, level: Dbm, now: UnixMs) => boolean): Intake {
  const kinds: Record<AdvertKind, number> = { ours: 0, eid: 0, fixedTag: 0, foreign: 0 };
  let tags: HiddenTags | undefined;
  const refused: Record<RefusalReason, number> = {
    truncated: 0,
    "unknown-version": 0,
    malformed: 0,
    "no-level": 0,
    "implausible-level": 0,
    "too-many-tokens": 0,
  };

  /** Undefined for strangers', which are counted here. */
  function tokenIn(packet: Uint8Array, from: number, to: number, now: UnixMs): Token | undefined {
    const advert = decodeAdvert(packet, from, to);
    if (advert.ok) {
      kinds.ours += 1;
      return advert.value.token;
    }
    const { kind } = advert.problem;
    const stock =
      kind === "not-ours" ? stockAdvertIn(packet, from, to, tags?.namespaces ?? []) : undefined;
    if (stock?.kind === "eid") {
      kinds.eid += 1;
      return stock.token;
    }
    if (stock !== undefined && tags !== undefined) {
      kinds.fixedTag += 1;
      return tags.tokenOf(stock.tag, now);
    }
    kinds.foreign += 1;
    if (kind === "truncated" || kind === "unknown-version") refused[kind] += 1;
    return undefined;
  }

  return {
    hear: (packet, from, to, level, now) => {
      const token = tokenIn(packet, from, to, now);
      if (token === undefined) return;
      if (level === NO_LEVEL) refused["no-level"] += 1;
      else if (level > MAX_PLAUSIBLE || level < MIN_RSSI) refused["implausible-level"] += 1;
      else if (!collect(token, dbm(level), now)) refused["too-many-tokens"] += 1;
    },
    malformed: () => {
      refused.malformed += 1;
    },
    setTags: (next) => {
      tags = next;
    },
    counts: () => {
      const { ours, eid, fixedTag, foreign } = kinds;
      const tokensHeard = ours + eid + fixedTag;
      return {
        adverts: tokensHeard + foreign,
        kinds: { ...kinds },
        tokensHeard,
        refused: { ...refused },
      };
    },
  };
}
