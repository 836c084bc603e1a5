/**
 * Nudge: what a phone is told, and the WebSocket messages of `/api/v1/live`, both ways. Pure.
 *
 * A nudge says a sentence, a zone and until when; never who, how many, how far or in which
 * direction. It is delivered at least once, so a phone drops an id that it has shown.
 */
import * as v from "valibot";
import { check, checkJson, parsedBy } from "./check.ts";
import type { Decoded } from "./decoded.ts";
import { parseNudgeId, parseZoneId } from "./ids.ts";
import { PHRASE_MAX_LENGTH } from "./phrase.ts";
import { seconds, unixMs } from "./units.ts";

/** A nudge seen later than this finds the other one gone. */
export const NUDGE_LIFE = seconds(180);
/** The WebSocket subprotocol; the bearer travels as a second one, `bearer.<text>`, never in a URL. */
export const LIVE_PROTOCOL = "sighej.live.v1";
export const LIVE_BEARER_PREFIX = "bearer.";
/** Bytes of one message; ours are under 500, and a larger one is no message of ours. */
export const LIVE_MESSAGE_MAX_BYTES = 2_048;

const time = v.pipe(v.number(), v.integer(), v.minValue(0), v.transform(unixMs));
const nudgeId = parsedBy(parseNudgeId, "a nudge id");

const nudge = v.strictObject({
  id: nudgeId,
  phrase: v.pipe(v.string(), v.minLength(1), v.maxLength(PHRASE_MAX_LENGTH)),
  zone: parsedBy(parseZoneId, "a zone id"),
  expiresAt: time,
});

/** Matcher to phone. */
const fromMatcher = v.variant("type", [
  /** The connection stands. Nudges not yet acknowledged follow at once. */
  v.strictObject({ type: v.literal("ready"), serverTime: time, expiresAt: time }),
  v.strictObject({ type: v.literal("nudge"), nudge }),
  /** The session is over and everything of it is gone. */
  v.strictObject({ type: v.literal("ended"), reason: v.picklist(["stopped", "expired"]) }),
]);

/** Phone to matcher. */
const fromPhone = v.variant("type", [
  /** This nudge was shown; it need not be sent again. */
  v.strictObject({ type: v.literal("shown"), nudge: nudgeId }),
]);

export type Nudge = v.InferOutput<typeof nudge>;
export type MatcherMessage = v.InferOutput<typeof fromMatcher>;
export type PhoneMessage = v.InferOutput<typeof fromPhone>;

export const decodeNudge = (value: unknown): Decoded<Nudge> => check(nudge, value);
export const decodeMatcherMessage = (text: string): Decoded<MatcherMessage> =>
  checkJson(fromMatcher, text);
export const decodePhoneMessage = (text: string): Decoded<PhoneMessage> =>
  checkJson(fromPhone, text);
export const encodeMatcherMessage = (message: MatcherMessage): string => JSON.stringify(message);
export const encodePhoneMessage = (message: PhoneMessage): string => JSON.stringify(message);
