/**
 * Nudge: what a phone is told and may answer, and the WebSocket messages of `/api/v1/live`, both
 * ways; the bodies of `/api/v1/nudge/<id>/answer` and `/api/v1/report`. Pure.
 *
 * A nudge says a sentence, a zone and until when; never who, how many, how far or in which
 * direction. It is delivered at least once, so a phone drops an id that it has shown. There is no
 * message for a no, for a silence or for a nudge that is over: the phone's clock ends all alike.
 */
import * as v from "valibot";
import { check, checkJson, type NamedSchemas, parsedBy } from "./check.ts";
import { cueColours, cueShapes, cueWords } from "./cue.ts";
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

/** A zone's name, which fits a line of a phone. */
export const SPOT_MAX_LENGTH = 60;

/** Why a session is over. `extended`: another one took its place. */
export const endings = ["stopped", "expired", "extended"] as const;
export type Ending = (typeof endings)[number];

const time = v.pipe(v.number(), v.integer(), v.minValue(0), v.transform(unixMs));
const nudgeId = parsedBy(parseNudgeId, "a nudge id");

const nudge = v.strictObject({
  id: nudgeId,
  phrase: v.pipe(v.string(), v.minLength(1), v.maxLength(PHRASE_MAX_LENGTH)),
  zone: parsedBy(parseZoneId, "a zone id"),
  expiresAt: time,
});

const isOneOf = (ids: readonly string[]) => v.check((id: string) => ids.includes(id), "a cue's id");

/** Both said hi: what both look for, where, and until when. Names the nudge that it is about. */
const cue = v.strictObject({
  nudge: nudgeId,
  shape: v.pipe(v.string(), isOneOf(cueShapes.map(({ id }) => id))),
  colour: v.pipe(v.string(), isOneOf(cueColours.map(({ id }) => id))),
  word: v.pipe(v.string(), isOneOf(cueWords)),
  /** The zone as the venue calls it. */
  spot: v.pipe(v.string(), v.minLength(1), v.maxLength(SPOT_MAX_LENGTH)),
  expiresAt: time,
});

/**
 * To a nudge: `hi`, `not-now`, `not-this-person`. After its cue: `talked`, `skipped`. The first
 * answer of each kind counts; `not-this-person` counts always.
 */
export const replies = ["hi", "not-now", "not-this-person", "talked", "skipped"] as const;
export type Reply = (typeof replies)[number];
const reply = v.picklist(replies);

const answer = v.strictObject({ answer: reply });
/** Something was not right: staff are told where and when, and not by whom or about whom. */
const complaint = v.strictObject({ nudge: nudgeId });

/** Matcher to phone. */
const fromMatcher = v.variant("type", [
  /** The connection stands. Nudges not yet acknowledged follow at once. */
  v.strictObject({ type: v.literal("ready"), serverTime: time, expiresAt: time }),
  v.strictObject({ type: v.literal("nudge"), nudge }),
  /** Sent again on every connection until it is over. */
  v.strictObject({ type: v.literal("cue"), cue }),
  /** The session is over and everything of it is gone. */
  v.strictObject({ type: v.literal("ended"), reason: v.picklist(endings) }),
]);

/** Phone to matcher. */
const fromPhone = v.variant("type", [
  /** This nudge was shown; it need not be sent again. */
  v.strictObject({ type: v.literal("shown"), nudge: nudgeId }),
  /** There is no reply to it, whatever the other one said. */
  v.strictObject({ type: v.literal("answer"), nudge: nudgeId, answer: reply }),
]);

/** The bodies of the routes, and the messages of the WebSocket. */
export const nudgeSchemas: NamedSchemas = {
  NudgeAnswer: answer,
  Complaint: complaint,
  MatcherMessage: fromMatcher,
  PhoneMessage: fromPhone,
};

export type Nudge = v.InferOutput<typeof nudge>;
export type Cue = v.InferOutput<typeof cue>;
export type NudgeAnswer = v.InferOutput<typeof answer>;
export type Complaint = v.InferOutput<typeof complaint>;
export type MatcherMessage = v.InferOutput<typeof fromMatcher>;
export type PhoneMessage = v.InferOutput<typeof fromPhone>;

export const decodeNudge = (value: unknown): Decoded<Nudge> => check(nudge, value);
export const decodeCue = (value: unknown): Decoded<Cue> => check(cue, value);
export const decodeNudgeAnswer = (body: unknown): Decoded<NudgeAnswer> => check(answer, body);
export const decodeComplaint = (body: unknown): Decoded<Complaint> => check(complaint, body);
export const decodeMatcherMessage = (text: string): Decoded<MatcherMessage> =>
  checkJson(fromMatcher, text);
export const decodePhoneMessage = (text: string): Decoded<PhoneMessage> =>
  checkJson(fromPhone, text);
export const encodeMatcherMessage = (message: MatcherMessage): string => JSON.stringify(message);
export const encodePhoneMessage = (message: PhoneMessage): string => JSON.stringify(message);
