/**
 * Push: a phone's Web Push subscription, and what is pushed to it: to attendees, and to staff. Pure.
 *
 * The subscription is what `PushSubscription.toJSON()` gives (W3C Push API). The message names a
 * nudge and phrases of the shared list: a lock screen is read by others, and a push service sees its
 * size, which is the same for every message.
 */
import * as v from "valibot";
import { decodeBase64url } from "./bytes.ts";
import { check, checkJson, type NamedSchemas, parsedBy } from "./check.ts";
import { type Decoded, decoded, refused } from "./decoded.ts";
import {
  type NudgeId,
  parseNudgeId,
  parseVenueId,
  parseZoneId,
  type VenueId,
  type ZoneId,
} from "./ids.ts";
import { type DurationMs, seconds } from "./units.ts";

/** Chrome's endpoints have some 190 characters, Mozilla's 300. */
const ENDPOINT_MAX_LENGTH = 1_024;
/** An uncompressed P-256 point (RFC 8291 §3.1) and the secret beside it (§3.2), bytes. */
const P256DH_BYTES = 65;
const AUTH_BYTES = 16;

/** Seconds that a push service may keep a message: later, the other one is gone. */
export const PUSH_LIFE: DurationMs = seconds(180);
/** Bytes of every message, padded: the longest of ours has some 150. */
export const PUSH_BYTES = 192;

const bytesOf = (length: number) => (text: unknown) => {
  const bytes = typeof text === "string" ? decodeBase64url(text) : undefined;
  return bytes?.ok && bytes.value.length === length
    ? decoded(text as string)
    : refused("bad-field", `expected ${length} bytes as base64url`);
};

const subscription = v.strictObject({
  endpoint: v.pipe(
    v.string(),
    v.maxLength(ENDPOINT_MAX_LENGTH),
    v.regex(/^https:\/\/[^/\s@]+\//, "an https URL"),
  ),
  keys: v.strictObject({
    p256dh: parsedBy(bytesOf(P256DH_BYTES), "65 bytes as base64url"),
    auth: parsedBy(bytesOf(AUTH_BYTES), "16 bytes as base64url"),
  }),
  /** Browsers send it; what counts is the session's. */
  expirationTime: v.optional(v.nullable(v.number())),
});

/** `nudge`: come and look. `cue`: both said hi. The sentence is made or fetched by the phone. */
const message = v.object({
  kind: v.picklist(["nudge", "cue"]),
  nudge: parsedBy(parseNudgeId, "a nudge id"),
});

/** To staff: an attendee has reported something, there, of that nudge. */
const alert = v.object({
  kind: v.literal("report"),
  venue: parsedBy(parseVenueId, "a lower-case UUID"),
  zone: parsedBy(parseZoneId, "a zone id"),
  nudge: parsedBy(parseNudgeId, "a nudge id"),
});

/** Of one browser of staff. */
const alertsView = v.strictObject({
  on: v.boolean(),
  /** The matcher's VAPID public key (RFC 8292 §3.2), base64url; absent where nothing is pushed. */
  pushKey: v.optional(v.string()),
});

export const pushSchemas: NamedSchemas = { PushSubscription: subscription, Alerts: alertsView };

export type AlertsView = v.InferOutput<typeof alertsView>;

export interface PushSubscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}
export interface PushMessage {
  readonly kind: "nudge" | "cue";
  readonly nudge: NudgeId;
}

export interface AlertMessage {
  readonly kind: "report";
  readonly venue: VenueId;
  readonly zone: ZoneId;
  readonly nudge: NudgeId;
}

export function decodePushSubscription(body: unknown): Decoded<PushSubscription> {
  const result = check(subscription, body);
  return result.ok ? decoded({ endpoint: result.value.endpoint, keys: result.value.keys }) : result;
}

export const decodePushMessage = (text: string): Decoded<PushMessage> => checkJson(message, text);

/** JSON with blanks after it, which JSON allows, PUSH_BYTES in all. */
export const encodePushMessage = ({ kind, nudge }: PushMessage): string =>
  JSON.stringify({ kind, nudge }).padEnd(PUSH_BYTES);

export const decodeAlertsView = (body: unknown): Decoded<AlertsView> => check(alertsView, body);
export const decodeAlertMessage = (text: string): Decoded<AlertMessage> => checkJson(alert, text);

/** As long as every other message. */
export const encodeAlertMessage = ({ kind, venue, zone, nudge }: AlertMessage): string =>
  JSON.stringify({ kind, venue, zone, nudge }).padEnd(PUSH_BYTES);
