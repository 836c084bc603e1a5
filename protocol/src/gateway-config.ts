/**
 * Gateway config: what a venue sets on one gateway while it runs, as JSON on its retained `config`
 * topic, both ways. Pure.
 *
 * What is absent is as the gateway's own file has it. The status says which version is in force and
 * why a later one was rejected. The pool key is a secret of the venue: it is in this message and in
 * the gateway's memory, and in no log, status or file.
 */
import * as v from "valibot";
import { asciiBytes, base64urlOf, decodeAscii } from "./bytes.ts";
import { checkJson, type NamedSchemas, parsedBy } from "./check.ts";
import type { Decoded } from "./decoded.ts";
import { POOL_KEY_BYTES, parsePoolKey } from "./stock-tag.ts";

/** Shorter windows hold one advert or none; in longer ones a walker crosses a room. */
export const SHORTEST_WINDOW_MS = 250;
export const LONGEST_WINDOW_MS = 5_000;
export const gatewayLogLevels = ["debug", "info", "warn", "error"] as const;
/** Vendors' namespaces among one venue's tags; each is one comparison for every advert. */
export const MAX_TAG_NAMESPACES = 8;

const text = (pattern: RegExp, expected: string) => v.pipe(v.string(), v.regex(pattern, expected));

const stock = v.strictObject({
  poolKey: parsedBy(parsePoolKey, `a pool key: ${POOL_KEY_BYTES} bytes as base64url`),
  /** Proximity UUIDs of the venue's iBeacons, lower case. */
  ibeacon: v.pipe(
    v.array(text(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "a lower-case UUID")),
    v.maxLength(MAX_TAG_NAMESPACES),
  ),
  /** Namespaces of the venue's Eddystone-UID tags: 20 hexadecimal digits, lower case. */
  eddystoneUid: v.pipe(
    v.array(text(/^[0-9a-f]{20}$/, "20 lower-case hexadecimal digits")),
    v.maxLength(MAX_TAG_NAMESPACES),
  ),
});

const config = v.strictObject({
  v: v.literal(1),
  /** Grows with each change; an older one than that in force is rejected. */
  version: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0xffff_ffff)),
  windowMs: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(SHORTEST_WINDOW_MS), v.maxValue(LONGEST_WINDOW_MS)),
  ),
  logLevel: v.optional(v.picklist(gatewayLogLevels)),
  /** The venue's own fixed tags; absent: every iBeacon and Eddystone-UID is a stranger's. */
  stock: v.optional(stock),
});

/** For the AsyncAPI document. */
export const gatewayConfigSchemas: NamedSchemas = { GatewayConfig: config };

export type PushedConfig = v.InferOutput<typeof config>;
export type StockNamespaces = v.InferOutput<typeof stock>;

export const encodeGatewayConfig = (value: PushedConfig): Uint8Array =>
  asciiBytes(
    JSON.stringify({
      ...value,
      ...(value.stock && {
        stock: { ...value.stock, poolKey: base64urlOf(value.stock.poolKey) },
      }),
    }),
  );

/** The problem names the field at fault and what it should be, never what it was. */
export function decodeGatewayConfig(bytes: Uint8Array): Decoded<PushedConfig> {
  const json = decodeAscii(bytes);
  return json.ok ? checkJson(config, json.value) : json;
}
