/**
 * Session: the bodies of `/api/v1/session` and `/api/v1/match`, both ways. Pure.
 *
 * A session is all there is of a person: a venue, interests, consent, at most two hours. It has no
 * name, and no field for one: unknown fields are refused.
 */
import * as v from "valibot";
import { base64urlOf } from "./bytes.ts";
import { check, parsedBy } from "./check.ts";
import type { Decoded } from "./decoded.ts";
import {
  type BeaconKey,
  parseBeaconKey,
  parseBearer,
  parseInterestId,
  parseSessionId,
  parseVenueId,
} from "./ids.ts";
import { INTERESTS_MAX, INTERESTS_MIN, languages } from "./interests.ts";
import { parseToken } from "./token.ts";
import { hours, unixMs } from "./units.ts";

/** After this a session is forgotten; extending it starts another one. */
export const SESSION_LIFE = hours(2);
/** The wording that people agree to. A session that agreed to another one is not started. */
export const CONSENT_VERSION = "2026-11";
/** Tokens one phone reports at once: more people than can stand within earshot of it. */
export const MATCH_TOKENS_MAX = 64;

const venue = parsedBy(parseVenueId, "a lower-case UUID");
const interests = v.pipe(
  v.array(parsedBy(parseInterestId, "an interest id")),
  v.minLength(INTERESTS_MIN),
  v.maxLength(INTERESTS_MAX),
  v.check((ids) => new Set(ids).size === ids.length, "each interest once"),
);
const language = v.picklist(languages);
const time = v.pipe(v.number(), v.integer(), v.minValue(0), v.transform(unixMs));

/** Given by an act, for one wording: never a default. */
const consent = v.strictObject({ version: v.literal(CONSENT_VERSION), given: v.literal(true) });

const start = v.strictObject({
  venue,
  interests,
  consent,
  language: v.optional(language, "en"),
  /** Open to talk from the start, or only after a PATCH. */
  open: v.optional(v.boolean(), true),
});

const edit = v.pipe(
  v.strictObject({
    interests: v.optional(interests),
    language: v.optional(language),
    /** Open to talk: false takes the consent to be matched back until it is true again. */
    open: v.optional(v.boolean()),
  }),
  v.check((fields) => Object.keys(fields).length > 0, "at least one of interests, language, open"),
);

/** What everyone may know of a session who holds its bearer. */
const view = v.object({
  session: parsedBy(parseSessionId, "a session id"),
  venue,
  interests,
  language,
  open: v.boolean(),
  serverTime: time,
  expiresAt: time,
});

/** The answer to a start: the only time that bearer and beacon key are told. */
const started = v.object({
  ...view.entries,
  bearer: parsedBy(parseBearer, "a bearer"),
  beaconKey: parsedBy(parseBeaconKey, "a beacon key"),
});

const heard = v.strictObject({
  tokens: v.pipe(v.array(parsedBy(parseToken, "a token")), v.maxLength(MATCH_TOKENS_MAX)),
});

export type SessionStart = v.InferOutput<typeof start>;
export type SessionEdit = v.InferOutput<typeof edit>;
export type SessionView = v.InferOutput<typeof view>;
export type SessionStarted = v.InferOutput<typeof started>;
export type HeardTokens = v.InferOutput<typeof heard>;

export const decodeSessionStart = (body: unknown): Decoded<SessionStart> => check(start, body);
export const decodeSessionEdit = (body: unknown): Decoded<SessionEdit> => check(edit, body);
export const decodeSessionView = (body: unknown): Decoded<SessionView> => check(view, body);
export const decodeSessionStarted = (body: unknown): Decoded<SessionStarted> =>
  check(started, body);
export const decodeHeardTokens = (body: unknown): Decoded<HeardTokens> => check(heard, body);

/** The key as base64url, as JSON carries it. */
export const encodeSessionStarted = (value: SessionStarted): unknown => ({
  ...value,
  beaconKey: beaconKeyText(value.beaconKey),
});

export const beaconKeyText = (key: BeaconKey): string => base64urlOf(key);
