/**
 * Quarantine: finds tokens that are in two places at once, which a replay or a relay makes of them.
 * Pure; a value that is changed in place.
 *
 * Two gateways contradict each other about a token when they are farther apart than one carrier can
 * be heard by both this strongly. Carriers differ by tens of decibels, so a level says something only
 * beside the token's own second strongest. A single gateway that lies, or whose position is wrong in
 * the set-up, is part of all the contradictions that it makes, so a token is believed to be in two
 * places only when no single gateway explains them all, three seconds in a row. One copy is then as
 * good as the other: none is believed any more until the token's time is over.
 *
 * What this cannot do: levels fall so slowly in an open hall that two copies 50 m apart look like one
 * strong carrier between them. Simulated with 18 dB a decade and 5 dB of standing fading, thresholds
 * that find those take every second strong carrier for a copy. With these, one carrier in a thousand
 * is wrongly taken in a hall of 154 m and none in one of 84 m; of copies as strong as the original,
 * 97 % are found 120 m away, 84 % 100 m away, and none 50 m away.
 */
import { type DurationMs, type Metres, seconds, type Token, type UnixMs } from "@sighej/protocol";

export interface Quarantine {
  /** What gateways, by index, say of tokens in these seconds. */
  readonly watched: Map<Token, Watch>;
  /** Tokens that are not believed. */
  readonly tokens: Set<Token>;
}

interface Watch {
  readonly heard: Map<number, { readonly level: number; readonly at: UnixMs }>;
  /** Seconds in a row with contradictions. */
  strikes: number;
}

/**
 * Farthest from a gateway that hears a carrier as strongly as its second strongest one does, m. The
 * recorded hall of 21 m has none farther than its own length, and wants no more than half of this.
 */
const REACH = 45;
/** How many dB weaker a token is heard from ten times as far: the envelope of tetam set_1. */
const DECADE = 27;
/** Weaker is not kept: nearly every gateway of a hall hears so much of every carrier, dBm. */
const WEAKEST = -78;
/** Windows come once a second, and some late; in this time nobody walks half the margin. */
const FRESH: DurationMs = seconds(3);
/** Single windows are corrupt or oddly strong now and then: −52 dBm from 8 m, on tetam set_1. */
const STRIKES = 3;

export const noQuarantine = (): Quarantine => ({ watched: new Map(), tokens: new Set() });

/** Takes in what a gateway heard of a token in one window: mean level, dBm. */
export function watch(
  { watched }: Quarantine,
  token: Token,
  gateway: number,
  mean: number,
  now: UnixMs,
): void {
  if (mean < WEAKEST) return;
  const known = watched.get(token) ?? { heard: new Map(), strikes: 0 };
  known.heard.set(gateway, { level: mean, at: now });
  watched.set(token, known);
}

/**
 * Tokens that have just proved to be in two places; call it once a second. `lives` says of a token
 * whether it still stands for anybody: others are forgotten.
 */
export function judge(
  quarantine: Quarantine,
  gateways: readonly { readonly x: Metres; readonly y: Metres }[],
  lives: (token: Token) => boolean,
  now: UnixMs,
): readonly Token[] {
  const { watched, tokens } = quarantine;
  for (const token of tokens) if (!lives(token)) tokens.delete(token);
  const found: Token[] = [];
  for (const [token, known] of watched) {
    for (const [gateway, { at }] of known.heard) if (now - at > FRESH) known.heard.delete(gateway);
    known.strikes = twice(known.heard, gateways) ? known.strikes + 1 : 0;
    if (known.strikes >= STRIKES) {
      tokens.add(token);
      found.push(token);
    }
    if (known.heard.size === 0 || known.strikes >= STRIKES) watched.delete(token);
  }
  return found;
}

/** Whether there are contradictions that no single gateway is part of all of. */
function twice(
  heard: Watch["heard"],
  gateways: readonly { readonly x: Metres; readonly y: Metres }[],
): boolean {
  // Two contradictions between four gateways, or three between three.
  if (heard.size < 3) return false;
  const [, second = 0] = [...heard.values()].map(({ level }) => level).sort((a, b) => b - a);
  const places = [...heard].flatMap(([index, { level }]) => {
    const gateway = gateways[index];
    const reach = REACH * 10 ** ((second - level) / DECADE);
    return gateway === undefined ? [] : [{ ...gateway, reach }];
  });
  let suspects: readonly unknown[] | undefined;
  for (const [at, a] of places.entries())
    for (const b of places.slice(0, at)) {
      if (Math.hypot(a.x - b.x, a.y - b.y) <= a.reach + b.reach) continue;
      suspects =
        suspects === undefined ? [a, b] : suspects.filter((each) => each === a || each === b);
      if (suspects.length === 0) return true;
    }
  return false;
}
