/**
 * Screen: a tablet that shows a zone's code: how staff let it in, how it comes in, and what it shows.
 * Pure.
 *
 * Staff make a code for one zone; the tablet trades it for a cookie of its own, which lets it see what
 * that zone's screen shows, and nothing else.
 */
import * as v from "valibot";
import { check, type NamedSchemas, parsedBy } from "./check.ts";
import { crockfordOf, inGroups, plainCrockford } from "./crockford.ts";
import { type Decoded, decoded, refused, type TextParser } from "./decoded.ts";
import { parseVenueId, parseZoneId } from "./ids.ts";
import { unixMs } from "./units.ts";

declare const screenCode: unique symbol;
/** `XXXX-XXXX`, in capitals: 40 bits, good for a quarter of an hour and for one tablet once. */
export type ScreenCode = string & { readonly [screenCode]: true };

export const SCREEN_CODE_BYTES = 5;
const CHARACTERS = 8;
/** A code with blanks between its characters and then some; what is longer is not looked at. */
const TYPED_MAX_LENGTH = 32;
/** What staff call a tablet: "By the stage". */
const NAME_MAX_LENGTH = 40;

/** A code of exactly SCREEN_CODE_BYTES random bytes; any other number is a bug. */
export function screenCodeOf(bytes: Uint8Array): ScreenCode {
  if (bytes.length !== SCREEN_CODE_BYTES) throw new RangeError("a screen code is made of 5 bytes");
  return inGroups(crockfordOf(bytes, CHARACTERS)) as ScreenCode;
}

/** The one spelling of what was typed or sent. */
export const parseScreenCode: TextParser<ScreenCode> = Object.assign(
  (text: unknown): Decoded<ScreenCode> => {
    const plain =
      typeof text === "string" && text.length <= TYPED_MAX_LENGTH ? plainCrockford(text) : "";
    return /^[0-9A-HJKMNP-TV-Z]{8}$/.test(plain)
      ? decoded(inGroups(plain) as ScreenCode)
      : refused("bad-field", "expected a screen's code: 8 letters and digits");
  },
  { pattern: "^[\\s\\-]*(?:[0-9A-TV-Za-tv-z][\\s\\-]*){8}$" },
);

const time = v.pipe(v.number(), v.integer(), v.minValue(0), v.transform(unixMs));
const zone = parsedBy(parseZoneId, "a zone id");
const id = v.pipe(v.string(), v.regex(/^[\w-]{22}$/, "an id"));
const name = v.pipe(
  v.string(),
  v.maxLength(NAME_MAX_LENGTH),
  v.regex(/^[^\s\p{C}](?:[^\p{C}]*[^\s\p{C}])?$/u, "a name without blanks at its ends"),
);

const screenAdd = v.strictObject({ zone, name: v.optional(name) });
/** The only time that the code is told. */
const screenInvited = v.strictObject({
  id,
  zone,
  name: v.string(),
  code: v.string(),
  /** Where the tablet is to be pointed at; the code is behind the #. */
  link: v.string(),
  until: time,
});
const screens = v.strictObject({
  /** By zone, then by name. */
  screens: v.array(
    v.strictObject({
      id,
      zone,
      name: v.string(),
      /** Absent while its code has not been typed in. */
      enrolledAt: v.optional(time),
      codeUntil: v.optional(time),
    }),
  ),
});

const screenEnrolment = v.strictObject({ code: parsedBy(parseScreenCode, "a screen's code") });
/** What a screen shows now. */
const screenView = v.strictObject({
  venue: parsedBy(parseVenueId, "a lower-case UUID"),
  venueName: v.string(),
  zone,
  zoneName: v.string(),
  digits: v.pipe(v.string(), v.regex(/^\d{6}$/)),
  /** What its QR says, from the path on (`venue-link.ts`). */
  link: v.string(),
  /** When others take their place, and the time now: a tablet's own clock may be wrong. */
  until: time,
  serverTime: time,
});

/** Bodies and answers, for the OpenAPI document. */
export const screenSchemas: NamedSchemas = {
  ScreenAdd: screenAdd,
  ScreenInvited: screenInvited,
  Screens: screens,
  ScreenEnrolment: screenEnrolment,
  ScreenView: screenView,
};

export type ScreenAdd = v.InferOutput<typeof screenAdd>;
export type ScreenInvited = v.InferOutput<typeof screenInvited>;
export type Screens = v.InferOutput<typeof screens>;
export type ScreenView = v.InferOutput<typeof screenView>;

export const decodeScreenAdd = (body: unknown): Decoded<ScreenAdd> => check(screenAdd, body);
export const decodeScreenInvited = (body: unknown): Decoded<ScreenInvited> =>
  check(screenInvited, body);
export const decodeScreens = (body: unknown): Decoded<Screens> => check(screens, body);
export const decodeScreenEnrolment = (body: unknown) => check(screenEnrolment, body);
export const decodeScreenView = (body: unknown): Decoded<ScreenView> => check(screenView, body);
