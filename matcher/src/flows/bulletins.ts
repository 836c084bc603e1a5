/**
 * Bulletins: whom a venue tells, what it tells them, and the round that brings it there.
 *
 * A message has a name that follows from what happened, and a target is given each once: replicas that
 * notice the same thing, or notice it again, add nothing.
 */
import {
  type BulletinDeliveries,
  type BulletinTargetStart,
  type BulletinTargetStarted,
  type BulletinTargets,
  base64urlOf,
  DELIVERIES_SHOWN,
  decodeBulletinTargetStart,
  parseVenueId,
  seconds,
  signTime,
  unixMs,
  type VenueId,
} from "@sighej/protocol";
import {
  type BulletinStore,
  type BulletinTarget,
  type Delivery,
  type DueDelivery,
  RETRY_AFTER,
} from "../bulletin-ports.ts";
import { subjectOf } from "../domain/aggregate/cells.ts";
import { errorOf, shownOf } from "../domain/aggregate/display.ts";
import type { Release } from "../domain/aggregate/release.ts";
import type { AskOutside, SendMail } from "../outside-ports.ts";
import type { Clock, Count, Random, Report } from "../ports.ts";
import { isoOf, mailOf, type Said, saidOf, type Told } from "./bulletin-texts.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";
import type { Venue, Venues } from "./venues.ts";
import type { TellIncident } from "./watch.ts";

/** 96 bits, as 16 characters. */
const ID_BYTES = 12;
/** As Standard Webhooks has it: 24 to 64. */
const SECRET_BYTES = 32;
/** Side by side: an address that does not answer keeps one place for ten seconds. */
const AT_ONCE = 8;
const ANSWER_WITHIN = seconds(10);
/** A receiver says that it has it; what else it says nobody reads. */
const ANSWER_AT_MOST = 64 * 1024;

export interface BulletinPorts {
  readonly venues: Venues;
  readonly bulletins: BulletinStore;
  readonly askOutside: AskOutside;
  /** Undefined where there is no mail server. */
  readonly sendMail: SendMail | undefined;
  /** HMAC-SHA256 as base64, by a secret as it is kept. */
  readonly sign: (secret: string, text: string) => string;
  /** Whether plain http and addresses of one's own network may be told. */
  readonly localTargets: boolean;
  readonly random: Random;
  readonly clock: Clock;
  readonly count: Count;
  readonly report: Report;
}

export interface BulletinFlows {
  targets(venue: string): Promise<Outcome<BulletinTargets>>;
  add(venue: string, body: unknown): Promise<Outcome<BulletinTargetStarted>>;
  remove(venue: string, target: string): Promise<Outcome<undefined>>;
  test(venue: string, target: string): Promise<Outcome<undefined>>;
  deliveries(venue: string): Promise<Outcome<BulletinDeliveries>>;
  retry(venue: string, delivery: string): Promise<Outcome<undefined>>;
}

export const bulletinFlows = (ports: BulletinPorts): BulletinFlows => ({
  targets: async (text) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const targets = (await ports.bulletins.targets(venue.setup.id)).map(shown);
    return done({ targets, mail: ports.sendMail !== undefined });
  },
  add: async (text, body) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const asked = decodeBulletinTargetStart(body);
    if (!asked.ok) return deniedFor(asked.problem);
    const fault = faultIn(ports, asked.value);
    if (fault !== undefined) return denied({ kind: "bad-field", detail: fault });
    return addTarget(ports, venue, asked.value);
  },
  remove: async (text, id) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const removed = await ports.bulletins.removeTarget(venue.setup.id, id);
    return removed ? done(undefined) : denied({ kind: "unknown-target" });
  },
  test: async (text, id) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const targets = await ports.bulletins.targets(venue.setup.id);
    const target = targets.find((each) => each.id === id);
    if (target === undefined) return denied({ kind: "unknown-target" });
    const message = `test-${base64urlOf(ports.random(ID_BYTES))}`;
    const sent = await enqueue(ports, venue, [target], message, { kind: "test" });
    return sent ? done(undefined) : denied({ kind: "too-many-deliveries" });
  },
  deliveries: async (text) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const kept = await ports.bulletins.deliveries(venue.setup.id, DELIVERIES_SHOWN);
    return done({ deliveries: kept.map(deliveryShown) });
  },
  retry: async (text, id) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const due = await ports.bulletins.retry(venue.setup.id, id, ports.clock());
    return due ? done(undefined) : denied({ kind: "unknown-delivery" });
  },
});

function venueIn({ venues }: BulletinPorts, text: string): Venue | undefined {
  const id = parseVenueId(text);
  return id.ok ? venues.all.get(id.value) : undefined;
}

/** Where it leads is looked at whenever something is sent; this is what can be seen at once. */
function faultIn(
  { localTargets, sendMail }: BulletinPorts,
  { kind, address }: BulletinTargetStart,
): string | undefined {
  if (kind === "email")
    return sendMail === undefined
      ? "kind: expected webhook, as this matcher has no mail server (SIGHEJ_SMTP_URL)"
      : undefined;
  return localTargets || address.startsWith("https://")
    ? undefined
    : "address: expected https://, as what is sent must not be read on its way";
}

async function addTarget(
  { bulletins, random, clock }: BulletinPorts,
  { setup }: Venue,
  { kind, address, topics }: BulletinTargetStart,
): Promise<Outcome<BulletinTargetStarted>> {
  const secret =
    kind === "webhook"
      ? `whsec_${Buffer.from(random(SECRET_BYTES)).toString("base64")}`
      : undefined;
  const target: BulletinTarget = {
    ...{ id: base64urlOf(random(ID_BYTES)), venue: setup.id, kind, address, secret },
    ...{ topics: [...new Set(topics)], createdAt: clock() },
  };
  if ((await bulletins.addTarget(target)) === "full") return denied({ kind: "too-many-targets" });
  return done({ ...shown(target), ...(secret === undefined ? {} : { secret }) });
}

const shown = ({ id, kind, address, topics, createdAt }: BulletinTarget) => ({
  ...{ id, kind, address, topics: [...topics], createdAt },
});

function deliveryShown(kept: Delivery): BulletinDeliveries["deliveries"][number] {
  const { id, target, kind, madeAt, state, tries, why, at } = kept;
  return { id, target, kind, madeAt, state, tries, at, ...(why === undefined ? {} : { why }) };
}

/** False when too many wait; what was left out is counted. */
async function enqueue(
  { bulletins, random, clock, count }: BulletinPorts,
  { setup }: Pick<Venue, "setup">,
  targets: readonly BulletinTarget[],
  message: string,
  told: Told,
): Promise<boolean> {
  const madeAt = clock();
  const body = JSON.stringify(saidOf(setup.id, setup.name, told, madeAt));
  const taken = await bulletins.enqueue(
    targets.map(({ id: target }) => ({
      ...{ id: base64urlOf(random(ID_BYTES)), venue: setup.id, target, kind: told.kind },
      ...{ message, body, madeAt },
    })),
  );
  if (!taken) count("bulletin-given-up", targets.length);
  return taken;
}

/** Tells every target of a venue that wants to know; `message` is the same for the same thing. */
async function tellTargets(
  ports: BulletinPorts,
  venueId: VenueId,
  message: string,
  told: Exclude<Told, { readonly kind: "test" }>,
): Promise<void> {
  const venue = ports.venues.all.get(venueId);
  if (venue === undefined) return;
  const targets = await ports.bulletins.targets(venueId);
  const wanting = targets.filter(({ topics }) => topics.includes(told.kind));
  if (wanting.length > 0) await enqueue(ports, venue, wanting, message, told);
}

export const tellIncidentBy =
  (ports: BulletinPorts): TellIncident =>
  ({ id, venue, gateway, reason, since, level }, alert, name) =>
    tellTargets(ports, venue, `${id}-${alert}`, {
      ...{ kind: `gateway.${alert}`, gateway, gatewayName: name, incident: id, reason, level },
      lastSeen: isoOf(signTime(since)),
    });

/** As the dashboard shows them: with their noise, and how large that is. */
export const tellReleased = (
  ports: BulletinPorts,
  { venue, axis, from, until, cells }: Release,
): Promise<void> =>
  tellTargets(ports, venue, `released-${venue}-${axis}-${from}`, {
    ...{ kind: "aggregates.released", from: isoOf(from), until: isoOf(until) },
    cells: cells.map((each) => ({
      ...{ metric: each.cell.metric, subject: subjectOf(each.cell) },
      ...{ value: shownOf(each.value), error: errorOf(each) },
      ...{ clamp: each.clamp, epsilon: each.epsilonTenths / 10 },
    })),
  });

/** Sends what is due, some at a time; to be done every second. */
export async function deliverDue(ports: BulletinPorts): Promise<void> {
  const due = await ports.bulletins.claim(ports.clock(), AT_ONCE);
  await Promise.all(due.map((each) => deliverOne(ports, each)));
}

async function deliverOne(ports: BulletinPorts, due: DueDelivery): Promise<void> {
  const { bulletins, clock, count } = ports;
  const why = due.to.kind === "email" ? await mail(ports, due) : await post(ports, due);
  const now = clock();
  if (why === undefined) {
    count("bulletin-arrived");
    return bulletins.arrived(due.id, now);
  }
  const wait = RETRY_AFTER[due.tries - 1];
  count(wait === undefined ? "bulletin-failed" : "bulletin-missed");
  await bulletins.missed(due.id, why, wait === undefined ? undefined : unixMs(now + wait), now);
}

/** As Standard Webhooks has it: what is signed is id, time and body, so that none can be replayed. */
async function post(ports: BulletinPorts, due: DueDelivery): Promise<string | undefined> {
  const { message, body, to } = due;
  const timestamp = Math.floor(ports.clock() / 1_000);
  const answer = await ports.askOutside({
    method: "POST",
    url: to.address,
    headers: {
      "content-type": "application/json",
      "user-agent": "SigHej",
      "webhook-id": message,
      "webhook-timestamp": `${timestamp}`,
      "webhook-signature": `v1,${ports.sign(to.secret ?? "", `${message}.${timestamp}.${body}`)}`,
    },
    ...{ body, most: ANSWER_AT_MOST, within: ANSWER_WITHIN },
    // A receiver that has moved says so to whoever set it up.
    redirects: 0,
  });
  if (!answer.ok) return answer.why;
  return answer.status >= 200 && answer.status < 300 ? undefined : `http-${answer.status}`;
}

async function mail({ sendMail }: BulletinPorts, due: DueDelivery): Promise<string | undefined> {
  if (sendMail === undefined) return "no-mail";
  const said = JSON.parse(due.body) as Said;
  return sendMail({ to: due.to.address, id: due.message, ...mailOf(said) });
}
