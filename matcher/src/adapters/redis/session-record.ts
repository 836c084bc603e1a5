/**
 * Session record: a session as the fields of a Redis hash, both ways. Pure.
 */
import {
  approaches,
  base64urlOf,
  type Decoded,
  decoded,
  type InterestId,
  languages,
  parseBeaconKey,
  parseInterestId,
  parseRoleId,
  parseSessionId,
  parseStockId,
  parseZoneId,
  refused,
  unixMs,
  type VenueId,
} from "@sighej/protocol";
import { decodeLedger, encodeLedger, usedUp } from "../../domain/aggregate/ledger.ts";
import type { BoundCarrier } from "../../domain/carrier.ts";
import type { Profile } from "../../domain/profile.ts";
import type { Session } from "../../domain/session.ts";
import type { BearerDigest, SessionChange } from "../../ports.ts";

/** Field, value, field, value …, as HSET takes them. */
export const fieldsOf = (session: Session, bearer: BearerDigest): readonly string[] => [
  ...["id", session.id],
  ...["consent", session.consent],
  ...["carriers", carriersText(session.carriers)],
  ...["key", base64urlOf(session.key)],
  ...["startedAt", String(session.startedAt)],
  ...["expiresAt", String(session.expiresAt)],
  ...["revision", String(session.revision)],
  ...["editsLeft", String(session.editsLeft)],
  ...["quietUntil", String(session.quietUntil)],
  ...["nudged", session.history.nudges.join(" ")],
  ...["ignored", String(session.history.ignored)],
  ...["yesYesAt", String(session.history.lastYesYesAt ?? "")],
  ...["ledger", encodeLedger(session.ledger)],
  ...["bearer", bearer],
  ...changedFieldsOf({ ...session, profile: session }),
];

export const changedFieldsOf = ({
  profile,
  approach,
  language,
  open,
  pausedUntil,
  ignored,
}: SessionChange): readonly string[] => [
  ...(profile === undefined ? [] : profileFieldsOf(profile)),
  ...(approach === undefined ? [] : ["approach", approach]),
  ...(language === undefined ? [] : ["language", language]),
  ...(open === undefined ? [] : ["open", open ? "1" : "0"]),
  ...(pausedUntil === undefined ? [] : ["pausedUntil", String(pausedUntil)]),
  ...(ignored === undefined ? [] : ["ignored", String(ignored)]),
];

const carriersText = (carriers: readonly BoundCarrier[]): string =>
  carriers.map(carrierText).join(",");

/** `kind id` or `kind zone until`; several with commas between them. `carrier-script.ts` reads it. */
export const carrierText = (carrier: BoundCarrier): string =>
  "id" in carrier
    ? `${carrier.kind} ${carrier.id}`
    : `${carrier.kind} ${carrier.zone} ${carrier.until}`;

const profileFieldsOf = ({ interests, stars, role }: Profile): readonly string[] => [
  ...["interests", interests.join(" ")],
  ...["stars", stars.join(" ")],
  ...["role", role === undefined ? "" : [role.id, ...role.about].join(" ")],
];

/** The session in the fields of a hash; a refusal means that something else wrote there. */
export function decodeSession(
  venue: VenueId,
  fields: Readonly<Record<string, string>>,
): Decoded<Session> {
  const id = parseSessionId(fields.id);
  const key = parseBeaconKey(fields.key);
  const [roleText, ...aboutTexts] = wordsOf(fields.role);
  const role = roleText === undefined ? undefined : parseRoleId(roleText);
  const [interests, stars, about] = [
    interestsIn(wordsOf(fields.interests)),
    interestsIn(wordsOf(fields.stars)),
    interestsIn(aboutTexts),
  ];
  const language = languages.find((each) => each === fields.language);
  const approach = approaches.find((each) => each === fields.approach);
  const nudges = wordsOf(fields.nudged).map(Number);
  const yesYesAt = fields.yesYesAt === "" ? undefined : Number(fields.yesYesAt);
  const carriers = carriersIn(fields.carriers);
  const ledger = decodeLedger(fields.ledger);
  const numbers = wholeIn(fields);
  if (!id.ok) return id;
  if (!key.ok) return key;
  if (role?.ok === false) return role;
  if (
    !interests ||
    !stars ||
    !about ||
    !language ||
    !approach ||
    !carriers ||
    fields.consent === undefined
  )
    return refused("bad-field", "not a session record");
  if (numbers === undefined || ![...nudges, yesYesAt ?? 0].every(Number.isSafeInteger))
    return refused("bad-field", "a session record's numbers are whole");
  const { ignored, ...times } = numbers;
  return decoded({
    ...times,
    id: id.value,
    venue,
    interests,
    stars,
    ...(role === undefined ? {} : { role: { id: role.value, about } }),
    approach,
    language,
    open: fields.open === "1",
    consent: fields.consent,
    carriers,
    key: key.value,
    history: {
      nudges: nudges.map(unixMs),
      ignored,
      ...(yesYesAt === undefined ? {} : { lastYesYesAt: unixMs(yesYesAt) }),
    },
    // No reason to end a session; but nothing of it may be counted that may have been already.
    ledger: ledger.ok ? ledger.value : usedUp,
  });
}

const wordsOf = (text = ""): readonly string[] => (text === "" ? [] : text.split(" "));

function carriersIn(text = ""): BoundCarrier[] | undefined {
  const carriers = text.split(",").map((each) => carrierIn(each.split(" ")));
  if (text === "") return [];
  return carriers.every((each) => each !== undefined) ? carriers : undefined;
}

function carrierIn([kind, what, until]: readonly string[]): BoundCarrier | undefined {
  if (kind === "badge" || kind === "stock-tag") {
    const id = parseStockId(what);
    return id.ok ? { kind, id: id.value } : undefined;
  }
  if (kind !== "check-in" && kind !== "zone-code") return undefined;
  const zone = parseZoneId(what);
  const end = Number(until ?? Number.NaN);
  return zone.ok && Number.isSafeInteger(end)
    ? { kind, zone: zone.value, until: unixMs(end) }
    : undefined;
}

function interestsIn(texts: readonly string[]): InterestId[] | undefined {
  const parsed = texts.map(parseInterestId);
  return parsed.every((each) => each.ok) ? parsed.map((each) => each.value) : undefined;
}

function wholeIn(fields: Readonly<Record<string, string>>) {
  const read = (name: string) => Number(fields[name] ?? Number.NaN);
  const numbers = {
    startedAt: unixMs(read("startedAt")),
    expiresAt: unixMs(read("expiresAt")),
    pausedUntil: unixMs(read("pausedUntil")),
    quietUntil: unixMs(read("quietUntil")),
    revision: read("revision"),
    editsLeft: read("editsLeft"),
    ignored: read("ignored"),
  };
  return Object.values(numbers).every(Number.isSafeInteger) ? numbers : undefined;
}
