/**
 * Evening venue: turns a house into one whose staff are in the middle of their first evening at the
 * evening hall: one gateway has not been heard for some minutes, badges are lent, and there is something
 * of everything else that staff make.
 */
import type { Part } from "@sighej/embedded";
import {
  base64urlOf,
  decodeFloorPlan,
  metres,
  minutes,
  NUDGE_ID_BYTES,
  NUDGE_LIFE,
  nudgeIdOf,
  parseGatewayId,
  parseVenueId,
  parseZoneId,
  seconds,
  type UnixMs,
  unixMs,
} from "@sighej/protocol";
import { setup, sure } from "../../../matcher/test/fixtures.ts";
import { makeVenue } from "../../../matcher/test/made-venue.ts";
import { drawing, gateways, scaleOf, zones } from "./evening-hall.ts";
import type { House } from "./house.ts";
import type { OwnerCall } from "./owner-call.ts";
import { startedBefore, wellStatusOf } from "./well-status.ts";

export const evening = sure(parseVenueId("3c9d5e70-1b2a-4c6d-8e4f-5a6b7c8d9e0f"));
const at = (path: string) => `/venue/${evening}${path}`;

/** Late, and not yet silent, however long pictures take. */
const [LOST, LOST_FOR, SILENT_AFTER_S] = ["lounge-2", minutes(4), 1_200];
/** A sign of life as often as gateways give one. */
const STATUS_EVERY = seconds(10);
const [BADGES, LENT, CODES] = [24, 9, 40];

/** In which zones somebody has been reported, and to which report staff have seen already. */
const [REPORTED, SEEN_TO] = [["lounge", "bar"], "lounge"];

/** Makes it, and has its gateways heard until it is stopped. */
export async function openEvening({ matcher }: House, call: OwnerCall): Promise<Part> {
  await makeVenue(matcher, {
    ...{
      id: evening,
      name: "Kulturhuset",
      zones,
      carriers: [{ kind: "badge" }, { kind: "zone-code" }],
    },
    gateways: gateways.map(([id, zone, , x, y]) => ({
      ...{ id: sure(parseGatewayId(id)), zone: sure(parseZoneId(zone)) },
      ...{ x: metres(x), y: metres(y) },
    })),
    legal: {
      controller: { name: "Kulturhuset A/S", contact: "hej@example.dk" },
      ...{ dpia: true, signage: true },
    },
    interests: setup.interests,
  });
  for (const [gateway, , name] of gateways) {
    const { code } = (await call("POST", at("/gateways"), { gateway, name })) as Claim;
    const enrolled = await matcher.call("POST", "/api/v1/enrol", { body: { code } });
    if (!enrolled.ok) throw new Error(`${gateway} cannot enrol: ${enrolled.status}`);
  }
  await call("PUT", at("/watch"), { lateAfterS: 60, silentAfterS: SILENT_AFTER_S });
  const svg = { type: "image/svg+xml", bytes: drawing };
  const plan = sure(decodeFloorPlan(await call("PUT", at("/plan/picture"), undefined, svg)));
  await call("PUT", at("/plan/scale"), scaleOf(plan.picture?.width ?? 0));
  await makeAccounts(call);
  // Before there are codes, without which nobody comes in then.
  await report(matcher, call);
  await lend(call);
  await schedule(call, matcher.now());
  return living(matcher);
}

interface Claim {
  readonly code: string;
}

async function makeAccounts(call: OwnerCall): Promise<void> {
  const password = "a lamp over a table";
  const bo = { name: "Bo Vagt", password, role: "host", venues: [evening] };
  await call("POST", "/accounts", bo);
  await call("POST", "/accounts", {
    name: "Cleo Teknik",
    password,
    role: "operator",
    venues: "all",
  });
  const scopes = ["report:read", "gateways:read"];
  await call("POST", "/tokens", { name: "Weekly report", scopes, venues: [evening], days: 90 });
  const topics = ["gateway.late", "gateway.silent", "gateway.recovered"];
  const hook = { kind: "webhook", address: "https://chat.example.org/hooks/technicians", topics };
  await call("POST", at("/targets"), hook);
}

type NudgeClaim = Parameters<House["matcher"]["ports"]["nudges"]["claim"]>[0];

/** By an attendee, of the nudge that two were shown; staff are told where and when, and nothing of whom. */
async function report({ call: ask, open, ports, now }: House["matcher"], call: OwnerCall) {
  for (const zone of REPORTED) {
    const people = [await open({ venue: evening }), await open({ venue: evening })] as const;
    const sides = people.map(({ session }) => ({
      ...{ session, revision: 0 },
      nudge: {
        id: nudgeIdOf(ports.random(NUDGE_ID_BYTES)),
        phrase: "Someone nearby also likes coffee.",
        zone: sure(parseZoneId(zone)),
        expiresAt: unixMs(now() + NUDGE_LIFE),
      },
    }));
    await ports.nudges.claim({
      ...{
        id: base64urlOf(ports.random(NUDGE_ID_BYTES)) as NudgeClaim["id"],
        venue: evening,
        sides,
      },
      ...{ now: now(), quietUntil: now(), limits: { perHour: 1, perSession: 1 } },
    });
    const [{ bearer }] = people;
    const nudge = sides[0]?.nudge.id;
    const answer = await ask("POST", "/api/v1/report", { bearer, body: { nudge } });
    if (!answer.ok) throw new Error(`nobody can report: ${answer.status} ${await answer.text()}`);
    if (zone === SEEN_TO) await call("PUT", at(`/complaints/${nudge}`), { handled: true });
  }
}

/** Badges, some of which are lent and one is lost, and codes for the door. */
async function lend(call: OwnerCall): Promise<void> {
  await call("POST", at("/stock"), { count: BADGES });
  const { items } = (await call("GET", at("/stock"))) as Stock;
  for (const [each, { id }] of items.entries())
    if (each <= LENT)
      await call("PUT", at(`/stock/${id}`), { state: each === LENT ? "lost" : "lent" });
  await call("POST", at("/codes"), { count: CODES, batch: "Friday" });
}

interface Stock {
  readonly items: readonly { readonly id: string }[];
}

/** What is quiet, what may be chosen, and a tablet that waits for its code. */
async function schedule(call: OwnerCall, now: UnixMs): Promise<void> {
  const from = unixMs(Math.ceil(now / minutes(30)) * minutes(30));
  const talks = [0, 75, 150].map((after) => ({
    from: from + minutes(after),
    until: from + minutes(after + 45),
  }));
  await call("PUT", at("/zone/stage/slots"), { slots: talks });
  await call("POST", at("/taxonomy"), {
    ...{ label: { en: "Pinball", da: "Flippermaskiner" }, phrase: "is_into" },
    x: { en: "pinball", da: "flippermaskiner" },
  });
  await call("POST", at("/screens"), { zone: "lounge" });
}

/** Heard every ten seconds, but for the lost one, which was heard once. */
async function living({ watching, pass, now }: House["matcher"]): Promise<Part> {
  const startedAt = startedBefore(now());
  const say = (...but: readonly string[]) => {
    for (const [number, [id]] of gateways.entries())
      if (!but.includes(id)) {
        const status = wellStatusOf(number, startedAt, now());
        watching.takeStatus(evening, sure(parseGatewayId(id)), status, false);
      }
    return watching.turn();
  };
  await say();
  pass(LOST_FOR);
  await say(LOST);
  const timer = setInterval(() => void say(LOST), STATUS_EVERY);
  return { stop: async () => clearInterval(timer) };
}
