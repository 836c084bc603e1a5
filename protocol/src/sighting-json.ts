/**
 * Sighting JSON: the sighting frame as text, for third-party scanners and debugging. Pure.
 *
 * Same fields, same limits as the packed form; four times the bytes, so gateways of ours send the
 * other.
 */
import * as v from "valibot";
import { asciiBytes, decodeAscii } from "./bytes.ts";
import { checkJson, type NamedSchemas, parsedBy } from "./check.ts";
import { type Decoded, decoded } from "./decoded.ts";
import { MAX_RSSI, MAX_SIGHTINGS, MIN_RSSI, type SightingBatch } from "./sighting.ts";
import { parseToken, tokenText } from "./token-text.ts";
import { dbm, durationMs, unixMs } from "./units.ts";

const whole = (min: number, max: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));
const level = v.pipe(v.number(), v.minValue(MIN_RSSI), v.maxValue(MAX_RSSI), v.transform(dbm));

const row = v.pipe(
  v.strictObject({
    token: parsedBy(parseToken, "16 lower-case hexadecimal digits"),
    count: whole(1, 255),
    mean: level,
    max: v.pipe(level, v.integer()),
  }),
  v.check(({ mean, max }) => mean <= max, "the mean is at most the maximum"),
);

const batch = v.strictObject({
  v: v.literal(1),
  boot: whole(0, 0xffff_ffff),
  sequence: whole(0, 0xffff_ffff),
  windowStartMs: whole(0, 2 ** 48 - 1),
  windowMs: whole(0, 0xffff),
  clockErrorMs: v.optional(whole(-0x8000, 0x7fff), 0),
  replayed: v.optional(v.boolean(), false),
  sightings: v.pipe(v.array(row), v.maxLength(MAX_SIGHTINGS)),
});

/** For the AsyncAPI document. */
export const sightingSchemas: NamedSchemas = { SightingJson: batch };

export function decodeSightingJson(bytes: Uint8Array): Decoded<SightingBatch> {
  const text = decodeAscii(bytes);
  if (!text.ok) return text;
  const frame = checkJson(batch, text.value);
  if (!frame.ok) return frame;
  const { boot, sequence, windowStartMs, windowMs, clockErrorMs, replayed, sightings } =
    frame.value;
  return decoded({
    bootId: boot,
    sequence,
    windowStart: unixMs(windowStartMs),
    windowLength: durationMs(windowMs),
    clockError: durationMs(clockErrorMs),
    replayed,
    sightings,
  });
}

export function encodeSightingJson(from: SightingBatch): Uint8Array {
  return asciiBytes(
    JSON.stringify({
      v: 1,
      boot: from.bootId,
      sequence: from.sequence,
      windowStartMs: from.windowStart,
      windowMs: from.windowLength,
      clockErrorMs: from.clockError,
      replayed: from.replayed,
      sightings: from.sightings.map(({ token, count, mean, max }) => ({
        token: tokenText(token),
        count,
        mean,
        max,
      })),
    }),
  );
}
