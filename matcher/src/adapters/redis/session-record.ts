/**
 * Session record: a session as the fields of a Redis hash, both ways. Pure.
 */
import {
  base64urlOf,
  type Decoded,
  decoded,
  type InterestId,
  languages,
  parseBeaconKey,
  parseInterestId,
  parseSessionId,
  refused,
  unixMs,
  type VenueId,
} from "@sighej/protocol";
import type { Session } from "../../domain/session.ts";
import type { BearerDigest, SessionChange } from "../../ports.ts";

/** Field, value, field, value …, as HSET takes them. */
export const fieldsOf = (session: Session, bearer: BearerDigest): readonly string[] => [
  ...["id", session.id],
  ...["consent", session.consent],
  ...["key", base64urlOf(session.key)],
  ...["startedAt", String(session.startedAt)],
  ...["expiresAt", String(session.expiresAt)],
  ...["revision", String(session.revision)],
  ...["quietUntil", String(session.quietUntil)],
  ...["bearer", bearer],
  ...changedFieldsOf(session),
];

export const changedFieldsOf = ({
  interests,
  language,
  open,
}: SessionChange): readonly string[] => [
  ...(interests === undefined ? [] : ["interests", interests.join(" ")]),
  ...(language === undefined ? [] : ["language", language]),
  ...(open === undefined ? [] : ["open", open ? "1" : "0"]),
];

/** The session in the fields of a hash; a refusal means that something else wrote there. */
export function decodeSession(
  venue: VenueId,
  fields: Readonly<Record<string, string>>,
): Decoded<Session> {
  const id = parseSessionId(fields.id);
  const key = parseBeaconKey(fields.key);
  const interests = (fields.interests ?? "").split(" ").map(parseInterestId);
  const language = languages.find((each) => each === fields.language);
  const [startedAt, expiresAt, revision, quietUntil] = [
    "startedAt",
    "expiresAt",
    "revision",
    "quietUntil",
  ].map((name) => Number(fields[name] ?? Number.NaN));
  if (!id.ok) return id;
  if (!key.ok) return key;
  if (language === undefined || fields.consent === undefined || !interests.every((i) => i.ok))
    return refused("bad-field", "not a session record");
  if (!whole(startedAt) || !whole(expiresAt) || !whole(revision) || !whole(quietUntil))
    return refused("bad-field", "a session record's numbers are whole");
  return decoded({
    id: id.value,
    venue,
    interests: interests.map((each): InterestId => each.value),
    language,
    open: fields.open === "1",
    consent: fields.consent,
    key: key.value,
    startedAt: unixMs(startedAt),
    expiresAt: unixMs(expiresAt),
    revision,
    quietUntil: unixMs(quietUntil),
  });
}

const whole = (value: number | undefined): value is number =>
  value !== undefined && Number.isSafeInteger(value);
