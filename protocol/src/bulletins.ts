/**
 * Bulletins: whom a venue tells of gateways that fall silent and of released numbers, what it says, and what
 * did not arrive, both ways. Pure.
 *
 * A webhook is as Standard Webhooks has it (standardwebhooks.com): `{type, timestamp, data}`, signed. All
 * of it is about machines, or released with noise already; nothing is about one person.
 */
import * as v from "valibot";
import { check, type NamedSchemas, parsedBy } from "./check.ts";
import type { Decoded } from "./decoded.ts";
import { parseVenueId } from "./ids.ts";
import { unixMs } from "./units.ts";

/** What somebody may be told of. */
export const bulletinTopics = [
  "gateway.late",
  "gateway.silent",
  "gateway.recovered",
  "aggregates.released",
] as const;
export type BulletinTopic = (typeof bulletinTopics)[number];
/** `test`: somebody asked whether it arrives. */
export type BulletinKind = BulletinTopic | "test";

/** Whom one venue tells: its own systems and a few people. */
export const TARGETS_MAX = 20;
/** Deliveries in one answer: those that wait or failed, and the last that arrived. */
export const DELIVERIES_SHOWN = 100;
const ADDRESS_MAX = 512;

const time = v.pipe(v.number(), v.integer(), v.minValue(0), v.transform(unixMs));
const id = v.pipe(v.string(), v.regex(/^[\w-]{16}$/, "an id"));
const topics = v.pipe(
  v.array(v.picklist(bulletinTopics)),
  v.minLength(1),
  v.maxLength(bulletinTopics.length),
);
const text = v.pipe(v.string(), v.maxLength(ADDRESS_MAX));
/** No name and password in it: it is shown to all who may see targets. */
const httpUrl = v.pipe(
  text,
  v.regex(/^https?:\/\/[^\s@/]+(?:\/\S*)?$/, "a URL: https://host/path, without a password"),
  v.check((each) => /^https?:\/\/[\w.[\]:-]+(?::\d+)?(?:[/?#]|$)/.test(each), "a host"),
);
const email = v.pipe(
  text,
  v.regex(/^[^\s@<>(),;:"\\[\]]{1,64}@[A-Za-z0-9.-]{1,255}$/, "an e-mail address"),
);

const targetStart = v.variant("kind", [
  v.strictObject({ kind: v.literal("webhook"), address: httpUrl, topics }),
  v.strictObject({ kind: v.literal("email"), address: email, topics }),
]);
const targetFields = {
  id,
  kind: v.picklist(["webhook", "email"]),
  address: v.string(),
  topics,
  createdAt: time,
};
/** `mail`: whether this matcher can send e-mail. */
const targets = v.strictObject({
  targets: v.array(v.strictObject(targetFields)),
  mail: v.boolean(),
});
/** `secret`, of a webhook: told once, to check signatures by. */
const targetStarted = v.strictObject({ ...targetFields, secret: v.optional(v.string()) });

/**
 * Why a delivery did not arrive. `http-…`: what was answered. `private-address`: it leads where only we
 * can reach. `no-mail`: this matcher has no mail server.
 */
const delivery = v.strictObject({
  id,
  target: id,
  kind: v.picklist([...bulletinTopics, "test"]),
  madeAt: time,
  state: v.picklist(["waiting", "arrived", "failed"]),
  tries: v.pipe(v.number(), v.integer()),
  why: v.optional(v.string()),
  /** When it is tried again, or when it arrived or was given up. */
  at: time,
});
/** Newest first. */
const deliveries = v.strictObject({ deliveries: v.array(delivery) });

/** What a webhook is sent. */
const message = v.strictObject({
  type: v.picklist([...bulletinTopics, "test"]),
  /** ISO 8601. */
  timestamp: v.string(),
  data: v.looseObject({ venue: parsedBy(parseVenueId, "a lower-case UUID"), name: v.string() }),
});

/** For the OpenAPI document. */
export const bulletinSchemas: NamedSchemas = {
  BulletinTargetStart: targetStart,
  BulletinTargets: targets,
  BulletinTargetStarted: targetStarted,
  BulletinDeliveries: deliveries,
};

export type BulletinTargetStart = v.InferOutput<typeof targetStart>;
export type BulletinTargets = v.InferOutput<typeof targets>;
export type BulletinTargetStarted = v.InferOutput<typeof targetStarted>;
export type BulletinDelivery = v.InferOutput<typeof delivery>;
export type BulletinDeliveries = v.InferOutput<typeof deliveries>;
export type BulletinMessage = v.InferOutput<typeof message>;

export const decodeBulletinTargetStart = (body: unknown): Decoded<BulletinTargetStart> =>
  check(targetStart, body);
export const decodeBulletinTargets = (body: unknown): Decoded<BulletinTargets> =>
  check(targets, body);
export const decodeBulletinTargetStarted = (body: unknown): Decoded<BulletinTargetStarted> =>
  check(targetStarted, body);
export const decodeBulletinDeliveries = (body: unknown): Decoded<BulletinDeliveries> =>
  check(deliveries, body);
export const decodeBulletinMessage = (body: unknown): Decoded<BulletinMessage> =>
  check(message, body);
