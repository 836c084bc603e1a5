/**
 * Live: one window as `sighej-gateway scan` shows it, as a line of JSON, both ways. Pure.
 *
 * For whoever stands at the Pi and wants to see that it hears. Tokens are cut to four digits: enough to
 * watch a beacon come nearer, too little to look anything up.
 */
import type { Sighting, Token } from "@sighej/protocol";
import { isRecord, parseJson } from "./settings.ts";

export interface LiveToken {
  readonly name: string;
  /** Adverts in the window. */
  readonly count: number;
  /** Mean and strongest level, dBm. */
  readonly mean: number;
  readonly max: number;
}

export interface LiveWindow {
  /** Unix ms. */
  readonly at: number;
  readonly lengthMs: number;
  /** Adverts of any kind in it. */
  readonly adverts: number;
  /** Strongest first; at most LIVE_TOKENS. */
  readonly tokens: readonly LiveToken[];
  /** How many there were. */
  readonly heard: number;
}

/** A screen holds fifty lines. */
export const LIVE_TOKENS = 64;
/** Bits of a token's 64 that are shown: its first two bytes. */
const SHOWN_BITS = 16n;

export function liveWindow(
  at: number,
  lengthMs: number,
  adverts: number,
  sightings: readonly Sighting[],
): LiveWindow {
  const tokens = sightings
    .toSorted((a, b) => b.mean - a.mean)
    .slice(0, LIVE_TOKENS)
    .map(({ token, count, mean, max }) => ({
      name: nameOf(token),
      count,
      mean: Math.round(mean),
      max,
    }));
  return { at, lengthMs, adverts, tokens, heard: sightings.length };
}

const nameOf = (token: Token): string =>
  (token >> (64n - SHOWN_BITS)).toString(16).padStart(4, "0");

export const encodeLive = (window: LiveWindow): string => `${JSON.stringify(window)}\n`;

/** Undefined for a line that is no window: the other side may be of another version. */
export function decodeLive(line: string): LiveWindow | undefined {
  const value = parseJson(line);
  if (!isRecord(value) || !Array.isArray(value.tokens)) return undefined;
  const { at, lengthMs, adverts, heard } = value;
  if (!isNumber(at) || !isNumber(lengthMs) || !isNumber(adverts) || !isNumber(heard))
    return undefined;
  const tokens = value.tokens.filter(isToken);
  return tokens.length === value.tokens.length
    ? { at, lengthMs, adverts, heard, tokens }
    : undefined;
}

const isNumber = (value: unknown): value is number => Number.isFinite(value);

const isToken = (value: unknown): value is LiveToken =>
  isRecord(value) &&
  typeof value.name === "string" &&
  /^[0-9a-f]{4}$/.test(value.name) &&
  isNumber(value.count) &&
  isNumber(value.mean) &&
  isNumber(value.max);
