/**
 * Session: the bodies of `/api/v1/session`, `/api/v1/session/extend` and `/api/v1/match`, both ways. Pure.
 *
 * A session is all there is of a person: a venue, interests, consent, at most two hours. It has no
 * name, and no field for one: unknown fields are refused.
 */
import * as v from "valibot";
import list from "../interests.json" with { type: "json" };
import { base64urlOf } from "./bytes.ts";
import { heldCarrier } from "./carrier.ts";
import { check, type NamedSchemas, parsedBy } from "./check.ts";
import type { Decoded } from "./decoded.ts";
import {
  type BeaconKey,
  type InterestId,
  parseBeaconKey,
  parseBearer,
  parseInterestId,
  parseSessionId,
  parseVenueId,
} from "./ids.ts";
import { INTERESTS_MAX, INTERESTS_MIN, languages, STARS_MAX } from "./interests.ts";
import { parseRoleId, ROLE_INTERESTS_MAX } from "./roles.ts";
import { parseToken } from "./token-text.ts";
import { hours, unixMs } from "./units.ts";

/** After this a session is forgotten; extending it starts another one. */
export const SESSION_LIFE = hours(2);
/** The wording that people agree to. A session that agreed to another one is not started. */
export const CONSENT_VERSION = "2026-11";
/** Typed from a ticket or a screen; a longer one is no code of ours. */
export const JOIN_CODE_MAX_LENGTH = 64;
/** Tokens one phone reports at once: more people than can stand within earshot of it. */
export const MATCH_TOKENS_MAX = 64;

/** Changes of what one is matched by, per session: each is a chance to probe others' interests. */
export const EDITS_MAX = list.limits.edits_per_session;
/** How long a pause may last, minutes. */
export const PAUSES = [15, 30, 60] as const;
/** How contact should start. "Not right now" is a pause, not one of these. */
export const approaches = ["open", "shy", "group-only"] as const;
export type Approach = (typeof approaches)[number];

const venue = parsedBy(parseVenueId, "a lower-case UUID");
const interestList = v.array(parsedBy(parseInterestId, "an interest id"));
const eachOnce = v.check(
  (ids: InterestId[]) => new Set(ids).size === ids.length,
  "each interest once",
);
/** The same for documents. */
const uniqueItems = v.metadata<InterestId[], { uniqueItems: true }>({ uniqueItems: true });
const interests = v.pipe(
  interestList,
  v.minLength(INTERESTS_MIN),
  v.maxLength(INTERESTS_MAX),
  eachOnce,
  uniqueItems,
);
const stars = v.pipe(interestList, v.maxLength(STARS_MAX), eachOnce, uniqueItems);
const role = v.strictObject({
  id: parsedBy(parseRoleId, "a role id"),
  /** Which of the chosen interests it is about. */
  about: v.pipe(interestList, v.maxLength(ROLE_INTERESTS_MAX), eachOnce, uniqueItems),
});
const approach = v.picklist(approaches);
const language = v.picklist(languages);
const time = v.pipe(v.number(), v.integer(), v.minValue(0), v.transform(unixMs));

/** Given by an act, for one wording: never a default. */
const consent = v.strictObject({ version: v.literal(CONSENT_VERSION), given: v.literal(true) });

/** What a person says of themselves, and agrees to, each time anew. */
const chosen = {
  interests,
  stars: v.optional(stars),
  role: v.optional(role),
  approach: v.optional(approach),
  consent,
  language: v.optional(language, "en"),
  /** Open to talk from the start, or only after a PATCH. */
  open: v.optional(v.boolean(), true),
};

const start = v.strictObject({
  venue,
  /** Where the venue asks for one: from a ticket, a badge or a screen. */
  code: v.optional(v.pipe(v.string(), v.maxLength(JOIN_CODE_MAX_LENGTH))),
  ...chosen,
});

/** Everything is said again: a new session takes over nothing that was chosen in the old one. */
const extension = v.strictObject(chosen);

const editFields = v.strictObject({
  interests: v.optional(interests),
  stars: v.optional(stars),
  /** null: none any more. */
  role: v.optional(v.nullable(role)),
  approach: v.optional(approach),
  language: v.optional(language),
  /**
   * Open to talk: false takes the consent to be matched back until it is true again; true also ends
   * a pause.
   */
  open: v.optional(v.boolean()),
  /** No nudge for so long. */
  pauseMinutes: v.optional(v.picklist(PAUSES)),
});
type EditFields = v.InferOutput<typeof editFields>;
const edit: v.GenericSchema<unknown, EditFields> = v.pipe(
  editFields,
  v.check(
    (fields) => Object.keys(fields).length > 0,
    `at least one of ${Object.keys(editFields.entries).join(", ")}`,
  ),
  v.check(
    (fields) => fields.pauseMinutes === undefined || fields.open !== true,
    "open: true, which ends a pause, or pauseMinutes",
  ),
);

/** What everyone may know of a session who holds its bearer. */
const view = v.object({
  session: parsedBy(parseSessionId, "a session id"),
  venue,
  interests,
  stars,
  role: v.optional(role),
  approach,
  language,
  open: v.boolean(),
  /** No nudge before this time; 0 when there is no pause. */
  pausedUntil: time,
  /** Several nudges were not answered: none comes until `open: true` says that one is still there. */
  asked: v.optional(v.boolean(), false),
  /** How often interests, stars and role may still be changed. */
  editsLeft: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(EDITS_MAX)),
  /** What was agreed to, and when by the matcher's clock. */
  consent: v.object({ version: v.string(), at: time }),
  /** What it is found by besides its beacon key; nothing that is over. */
  carriers: v.optional(v.array(heldCarrier), []),
  serverTime: time,
  /** When tokens change next: epochs begin with Unix time 0 (`epoch.ts`), and phones' clocks are wrong. */
  nextEpochAt: time,
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

/** The bodies of these routes, for the OpenAPI document. */
export const sessionSchemas: NamedSchemas = {
  SessionStart: start,
  SessionExtension: extension,
  SessionEdit: edit,
  SessionView: view,
  SessionStarted: started,
  HeardTokens: heard,
};

export type ChosenRole = v.InferOutput<typeof role>;
export type SessionStart = v.InferOutput<typeof start>;
export type SessionExtension = v.InferOutput<typeof extension>;
export type SessionEdit = EditFields;
export type SessionView = v.InferOutput<typeof view>;
export type SessionStarted = v.InferOutput<typeof started>;
export type HeardTokens = v.InferOutput<typeof heard>;

export const decodeSessionStart = (body: unknown): Decoded<SessionStart> => check(start, body);
export const decodeSessionExtension = (body: unknown): Decoded<SessionExtension> =>
  check(extension, body);
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
