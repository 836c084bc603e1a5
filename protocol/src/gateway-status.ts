/**
 * Gateway status: birth, heartbeat and last will of a gateway, as JSON on its retained `status`
 * topic, both ways. Pure. Figures about the machine and its radio; nothing about people.
 */
import * as v from "valibot";
import { asciiBytes, decodeAscii } from "./bytes.ts";
import { checkJson, type NamedSchemas } from "./check.ts";
import type { Decoded } from "./decoded.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Long enough for any version or reason we write, short enough for a dashboard cell. */
const word = v.pipe(v.string(), v.maxLength(64));

const online = v.object({
  v: v.literal(1),
  state: v.literal("online"),
  bootId: count,
  /** Unix time, ms. */
  startedAt: count,
  sentAt: count,
  version: word,
  radio: v.picklist(["starting", "scanning", "silent", "off"]),
  /** Since the last advert of any kind; absent before the first. */
  lastAdvertAgeMs: v.optional(count),
  /** Adverts since start: of any kind, with a token of ours, and refused by reason. */
  adverts: count,
  tokensHeard: count,
  refused: v.record(word, count),
  windowsSent: count,
  windowsHeld: count,
  windowsDropped: count,
});

/** What the broker publishes when the gateway's connection dies, so it can carry no figures. */
const offline = v.object({ v: v.literal(1), state: v.literal("offline"), bootId: count });

const status = v.variant("state", [online, offline]);

/** For the AsyncAPI document. */
export const gatewayStatusSchemas: NamedSchemas = { GatewayStatus: status };

export type GatewayOnline = v.InferOutput<typeof online>;
export type GatewayStatus = v.InferOutput<typeof status>;

export const encodeGatewayStatus = (value: GatewayStatus): Uint8Array =>
  asciiBytes(JSON.stringify(value));

export function decodeGatewayStatus(bytes: Uint8Array): Decoded<GatewayStatus> {
  const text = decodeAscii(bytes);
  return text.ok ? checkJson(status, text.value) : text;
}
