/**
 * Every operation of the OpenAPI document with everything wrong that a request can have: the right
 * problem, and nothing changed in Redis. And each with everything right: the answer is as the
 * document says.
 */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  decodeBulletinTargetStarted,
  decodeEnrolled,
  decodeGatewayClaim,
  decodeInterestPreview,
  decodeScreenInvited,
  decodeVenueSetupView,
  durationMs,
  PLAN_UPLOAD_BYTES_MAX,
  seconds,
  unixMs,
} from "@sighej/protocol";
import * as fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openAuthority } from "../../src/adapters/ca/authority.ts";
import type { Operation } from "../../src/adapters/http/openapi/operation.ts";
import { operations } from "../../src/adapters/http/openapi/operations.ts";
import {
  addPasskey,
  adminOrigin,
  challengeToMake,
  challengeToShow,
  newAuthenticator,
} from "../authenticator.ts";
import { conforming } from "../conforms.ts";
import { otherVenue, sure, venue } from "../fixtures.ts";
import { makeVenue } from "../made-venue.ts";
import { adminCode, startMatcher, type TestMatcher } from "../matcher.ts";
import { dumpOf } from "../redis-dump.ts";
import { startRedis } from "../redis-server.ts";
import {
  bearerOf,
  bodyOf,
  fileOf,
  freshInterest,
  operationOf,
  pathOf,
  type Subject,
} from "../requests.ts";
import type { TestServer } from "../server-process.ts";
import { cookieOf, digitsOf, newBrowser, newToken, startFactor } from "../staff.ts";
import { badgeItem } from "../stock.ts";
import { claimOf, nudgeOf } from "./opened.ts";

/** A first start of the embedded database takes some seconds, more on a busy machine. */
const AT_MOST_MS = 120_000;
/** Passes between two requests, so that one session may make some hundreds of them. */
const MOMENT = durationMs(100);
const prefix = `fuzz-${randomBytes(6).toString("hex")}:`;
/** Where sessions end by themselves meanwhile, so that it is none of what is compared. */
const shortPrefix = `short-${prefix}`;
const withBody = operations.filter(({ body }) => body !== undefined);
const withBearer = operations.filter(({ of }) => of !== undefined);

let redis: TestServer;
let client: Redis;
let folder: string;
let matcher: TestMatcher;
let subject: Subject;
let certificateRequest: string;

/** A session that has been nudged, and a code: what every request needs to be right. */
async function freshSubject(): Promise<Subject> {
  const [started, other] = [await open(), await open()];
  const [a, b] = await Promise.all(
    [started, other].map(({ session }) => matcher.ports.sessions.find(venue, session)),
  );
  if (a === undefined || b === undefined) throw new Error("both are live");
  const claim = claimOf(a, b);
  if ((await matcher.ports.nudges.claim(claim)) !== "nudged") throw new Error("not nudged");
  const nudge = nudgeOf(claim, 0).id;
  await matcher.call("POST", "/api/v1/report", { bearer: started.bearer, body: { nudge } });
  const at = matcher.ports.venues.all.get(venue);
  const [, code = ""] = at === undefined ? [] : matcher.ports.joinCodes(at.setup).keys();
  const owner = await newBrowser(matcher, "owner");
  const digits = digitsOf(await startFactor(matcher, owner), matcher.now());
  const host = await newBrowser(matcher, "host");
  await newToken(matcher, ["report:read"]);
  const [account] = (await matcher.ports.staff.accounts()).filter(({ name }) => name === host.name);
  const [token] = await matcher.ports.staff.tokens(matcher.now());
  const key = await addPasskey(matcher, owner);
  const shown = key.show(await challengeToShow(matcher, from()));
  const newKey = newAuthenticator(adminOrigin).make(await challengeToMake(matcher, owner));
  const [made, enrolling] = [await newClaim(), await newClaim()];
  const enrolled = await matcher.call("POST", "/api/v1/enrol", {
    body: { code: enrolling.code },
    headers: from(),
  });
  const { broker } = sure(decodeEnrolled(await enrolled.json()));
  if (account === undefined || token === undefined) throw new Error("both were made");
  return {
    ...{ bearer: started.bearer, nudge, code, owner, digits },
    ...{ account: account.id, token: token.id, gateway: made.gateway, claim: made.code },
    ...{ credential: broker, certificateRequest, screen: await newScreen() },
    ...{ host, passkey: shown.id, made: newKey, shown, proposal: await newProposal() },
    ...(await newBulletin()),
    draft: await newDraft(),
    schedule: await newSchedule(),
  };
}

/** A programme, alone. */
async function newSchedule(): Promise<string> {
  const { schedules } = matcher.ports;
  for (const { id } of await schedules.list(venue)) await schedules.remove(venue, id);
  const id = randomBytes(12).toString("base64url");
  const url = "https://a.example/schedule.ics";
  await schedules.add({ id, venue, url, timeZone: "Europe/Copenhagen" });
  return id;
}

/** A webhook, alone, and something that could not be brought there and is not tried again. */
async function newBulletin(): Promise<Pick<Subject, "target" | "delivery">> {
  const { bulletins } = matcher.ports.bulletinPorts;
  for (const { id } of await bulletins.targets(venue)) await bulletins.removeTarget(venue, id);
  const operation = operationOf("addTarget");
  const path = operation.path.replace("{venue}", venue);
  const body = { kind: "webhook", address: "https://a.example/hook", topics: ["gateway.late"] };
  const made = await matcher.call("POST", path, { bearer: adminCode, body });
  const { id: target } = sure(decodeBulletinTargetStarted(await made.json()));
  const delivery = randomBytes(12).toString("base64url");
  const what = { kind: "test", message: delivery, body: "{}" } as const;
  // Due in a hundred years, so that nobody takes it meanwhile.
  const madeAt = unixMs(matcher.now() + 3_000_000_000_000);
  await bulletins.enqueue([{ id: delivery, venue, target, ...what, madeAt }]);
  await bulletins.missed(delivery, "no-answer", undefined, matcher.now());
  return { target, delivery };
}

/** One at a time: there are only so many venues. */
let drafted: string | undefined;
async function newDraft(): Promise<string> {
  const path = "/api/v1/admin/venue";
  if (drafted !== undefined)
    await matcher.call("DELETE", `${path}/${drafted}`, { bearer: adminCode });
  const { path: making } = operationOf("createVenue");
  const body = { name: "Attic" };
  const answer = await matcher.call("POST", making, { bearer: adminCode, body });
  drafted = sure(decodeVenueSetupView(await answer.json())).venue;
  return drafted;
}

/** One at a time: a venue has only so many. */
let proposed: string | undefined;
async function newProposal(): Promise<string> {
  const path = `/api/v1/admin/venue/${venue}/taxonomy`;
  if (proposed !== undefined)
    await matcher.call("DELETE", `${path}/${proposed}`, { bearer: adminCode });
  const { headers } = await newBrowser(matcher, "operator");
  const body = freshInterest();
  const answer = await matcher.call("POST", path, { headers: { ...headers, ...from() }, body });
  proposed = sure(decodeInterestPreview(await answer.json())).id;
  return proposed;
}

async function newScreen(): Promise<Subject["screen"]> {
  const path = `/api/v1/admin/venue/${venue}/screens`;
  const invite = async () => {
    const answer = await matcher.call("POST", path, { bearer: adminCode, body: { zone: "bar" } });
    return sure(decodeScreenInvited(await answer.json()));
  };
  const [{ id, code: traded }, { code }] = [await invite(), await invite()];
  const body = { code: traded };
  const answer = await matcher.call("POST", "/api/v1/screen", { body, headers: from() });
  return { id, cookie: cookieOf(answer), code };
}

async function newClaim() {
  const gateway = `gateway-${randomBytes(6).toString("hex")}`;
  const claimed = await matcher.call("POST", `/api/v1/admin/venue/${venue}/gateways`, {
    ...{ bearer: adminCode, body: { gateway } },
  });
  return sure(decodeGatewayClaim(await claimed.json()));
}

/** By another implementation than the one that reads it. */
async function requestIn(path: string): Promise<string> {
  const [key, out] = [join(path, "key.pem"), join(path, "request.pem")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
  const names = ["-nodes", "-keyout", key, "-subj", "/CN=anything", "-out", out];
  execFileSync("openssl", ["req", "-new", ...curve, ...names], { stdio: "ignore" });
  return readFile(out, "utf8");
}
const open = () => matcher.open({ code: "TICKET-1" });
const dump = async () => (await dumpOf(client, prefix)).toSorted();

beforeAll(async () => {
  redis = await startRedis();
  client = new Redis(redis.url);
  folder = await mkdtemp(join(tmpdir(), "sighej-fuzz-"));
  certificateRequest = await requestIn(folder);
  const certify = await openAuthority(folder, () => unixMs(Date.now()));
  const config = {
    stores: { kind: "redis", url: redis.url, prefix },
    venues: [],
    proxies: 1,
    adminOrigin,
    aggregates: { kind: "folder", path: join(folder, "aggregates") },
  } as const;
  matcher = await startMatcher(config, { certify });
  // Of staff's making, so that they may change it.
  await makeVenue(matcher, {
    carriers: [{ kind: "badge" }, { kind: "zone-code" }],
    stock: [{ ...badgeItem(1), bindCode: new Uint8Array(16).fill(4) }, badgeItem(2)],
    joinCodes: [{ code: "TICKET-1" }, { code: "TICKET-2" }],
  });
  subject = await freshSubject();
}, AT_MOST_MS);
afterAll(async () => {
  await matcher?.stop();
  await rm(folder, { recursive: true, force: true });
  const left = await client.keys(`*${prefix}*`);
  if (left.length > 0) await client.del(left);
  client.disconnect();
  await redis.stop();
});

type Call = Parameters<TestMatcher["call"]>[2];

/** Sends a request from an address of its own: wrong codes are counted, and a test has many. */
let asked = 0;
const from = () => ({ "x-forwarded-for": `10.0.${++asked >> 8}.${asked & 0xff}` });
const send = (operation: Operation, path: string, options: Call = {}) => {
  const headers = { ...options.headers, ...from() };
  return matcher.call(operation.method.toUpperCase(), path, { ...options, headers });
};

/** The type of the problem that a request is answered with; it is one that the document has. */
async function refusalOf(operation: Operation, path: string, options: Call): Promise<string> {
  const answer = await send(operation, path, options);
  const body = (await conforming(operation, answer)) as { readonly type?: string } | undefined;
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  return body?.type?.replace("/problems/", "") ?? "none";
}

/** A spot may be west of the origin; nothing else that is asked for is below zero. */
const numbersFor = ({ id }: Operation): readonly number[] => (id === "markSpot" ? [] : [-1.5]);

function sentTo(operation: Operation) {
  const { file } = fileOf(operation);
  if (file === undefined) throw new Error(`${operation.id} takes no file`);
  return file;
}

/** What is wrong with a request, and what it is to be told; undefined where that cannot be wrong. */
const wrongs: Readonly<
  Record<string, (operation: Operation) => Promise<readonly [string, string]> | undefined>
> = {
  "no JSON": (each) => {
    if (each.body === undefined) return undefined;
    return told(each, { text: '{"venue":', ...bearerOf(each, subject) }, "not-json");
  },
  "a body that is too large": (each) => {
    if (each.file !== undefined) {
      const file = { ...sentTo(each), bytes: new Uint8Array(PLAN_UPLOAD_BYTES_MAX + 1) };
      return told(each, { file, ...bearerOf(each, subject) }, "body-too-large");
    }
    if (each.body === undefined) return undefined;
    const text = JSON.stringify({ filler: "x".repeat(70_000) });
    return told(each, { text, ...bearerOf(each, subject) }, "body-too-large");
  },
  "another content type": (each) => {
    if (each.file !== undefined) {
      const file = { ...sentTo(each), type: "text/html" };
      return told(each, { file, ...bearerOf(each, subject) }, "not-file-type");
    }
    if (each.body === undefined) return undefined;
    const who = bearerOf(each, subject);
    const headers = { ...who.headers, "content-type": "text/plain" };
    return told(each, { ...who, body: bodyOf(each, subject), headers }, "not-json-type");
  },
  "a field that is not known": (each) => {
    const body = bodyOf(each, subject);
    if (body === undefined) return undefined;
    const more = { ...(body as object), nickname: "Anna" };
    return told(each, { body: more, ...bearerOf(each, subject) }, "bad-field");
  },
  "no bearer": (each) => (each.of === undefined ? undefined : toldOfBearer(each, undefined)),
  "a bearer of nobody": (each) =>
    each.of === undefined ? undefined : toldOfBearer(each, randomBytes(32).toString("base64url")),
  "a bearer of the other kind": (each) => {
    if (each.of === undefined) return undefined;
    return toldOfBearer(each, each.of === "staff" ? subject.bearer : adminCode);
  },
};

async function told(
  operation: Operation,
  options: Call,
  expected: string,
): Promise<readonly [string, string]> {
  return [await refusalOf(operation, pathOf(operation, subject), options), expected];
}

/** What somebody is told whom nobody knows. */
const strangers = {
  session: "bad-bearer",
  staff: "not-signed-in",
  gateway: "bad-gateway-credential",
  screen: "no-screen",
} as const;

function toldOfBearer(operation: Operation, bearer: string | undefined) {
  const body = bodyOf(operation, subject);
  const options = {
    ...(body === undefined ? {} : { body }),
    ...(bearer === undefined ? {} : { bearer }),
  };
  return told(operation, options, strangers[operation.of ?? "session"]);
}

describe("every operation", () => {
  it.each(Object.keys(wrongs))("refuses %s, and nothing has changed", async (wrong) => {
    const before = await dump();
    let refused = 0;
    for (const operation of operations) {
      const told = await wrongs[wrong]?.(operation);
      if (told === undefined) continue;
      expect([operation.id, told[0]]).toEqual([operation.id, told[1]]);
      refused++;
    }
    expect(refused).toBeGreaterThan(5);
    expect(await dump()).toEqual(before);
  });

  it("refuses values of every wrong type in every field, and nothing has changed", async () => {
    const before = await dump();
    for (const operation of withBody) {
      const right = bodyOf(operation, subject) as Readonly<Record<string, unknown>>;
      const wholes = [null, 1, "text", true, [], [right]];
      const fields = Object.keys(right).flatMap((name) =>
        [null, ...numbersFor(operation), "\u0000", [[]], { a: 1 }, 1e300].map((value) => ({
          ...right,
          [name]: value,
        })),
      );
      for (const body of [...wholes, ...fields]) {
        matcher.pass(MOMENT);
        const options = { body, ...bearerOf(operation, subject) };
        const answer = await refusalOf(operation, pathOf(operation, subject), options);
        expect([operation.id, JSON.stringify(body), answer]).toEqual([
          operation.id,
          JSON.stringify(body),
          // A code is looked at before it is known what is asked with it; any text might be one.
          operation.id === "startSession" && typeof right === "object" && answer === "bad-code"
            ? "bad-code"
            : "bad-field",
        ]);
      }
    }
    expect(await dump()).toEqual(before);
  });

  it("knows no ids but its own, and nothing has changed", async () => {
    const before = await dump();
    const strange: Readonly<Record<string, readonly string[]>> = {
      venue: [otherVenue, "hall", "%00", "..%2f"],
      zone: ["attic", "%E2%98%83", "BAR"],
      nudge: [randomBytes(16).toString("base64url"), "nudge"],
      carrier: ["simulated-badge", "BADGE"],
      code: ["0000000000000000", "TICKET-1"],
      account: ["owner", "AAAAAAAAAAAAAAAAAAAAAA", "%00"],
      passkey: ["AAAA", "%00"],
      token: ["export", "AAAAAAAAAAAAAAAAAAAAAA"],
      gateway: ["nowhere", "%00"],
      complaint: ["nudge", "AAAAAAAAAAAAAAAAAAAAAA"],
      schedule: ["programme", "AAAAAAAAAAAAAAAA"],
      target: ["nobody", "AAAAAAAAAAAAAAAA"],
      delivery: ["nothing", "AAAAAAAAAAAAAAAA"],
      item: ["ZZZZZZ", "%00"],
      interest: ["nothing", "COFFEE"],
      screen: ["screen", "AAAAAAAAAAAAAAAAAAAAAA"],
    };
    for (const operation of operations)
      for (const [, name = ""] of operation.path.matchAll(/\{(\w+)\}/g))
        for (const id of strange[name] ?? []) {
          const body = bodyOf(operation, subject);
          const options = {
            ...(body === undefined ? {} : { body }),
            ...fileOf(operation),
            ...bearerOf(operation, subject),
          };
          const path = pathOf(operation, subject, { [name]: id });
          expect(await refusalOf(operation, path, options)).toBe(`unknown-${name}`);
        }
    const nudge = randomBytes(16).toString("base64url");
    const complain = operationOf("complain");
    const options = { bearer: subject.bearer, body: { nudge } };
    expect(await refusalOf(complain, pathOf(complain, subject), options)).toBe("unknown-nudge");
    expect(await dump()).toEqual(before);
  });

  it("refuses the bearer of a session that has expired or stopped", async () => {
    const short = await startMatcher({
      stores: { kind: "redis", url: redis.url, prefix: shortPrefix },
      sessionLife: seconds(1),
    });
    const stopped = await short.open();
    await short.call("DELETE", "/api/v1/session", { bearer: stopped.bearer });
    const expired = await short.open();
    short.pass(seconds(2));
    for (const { bearer } of [stopped, expired])
      for (const operation of withBearer.filter(({ of }) => of === "session")) {
        const body = bodyOf(operation, subject);
        const path = pathOf(operation, subject);
        const answer = await short.call(operation.method.toUpperCase(), path, {
          ...(body === undefined ? {} : { body }),
          bearer,
        });
        expect(answer.status).toBe(401);
        await conforming(operation, answer);
      }
    await short.stop();
  });

  it("answers any JSON with 4xx, whatever is in it, and nothing has changed", async () => {
    const before = await dump();
    await fc.assert(
      fc.asyncProperty(
        // An empty object is a right one of it.
        fc.constantFrom(...withBody.filter(({ id }) => id !== "startCalibration")),
        fc.jsonValue({ maxDepth: 4 }),
        async (operation, value) => {
          matcher.pass(MOMENT);
          const options = { text: JSON.stringify(value), ...bearerOf(operation, subject) };
          await refusalOf(operation, pathOf(operation, subject), options);
        },
      ),
      { numRuns: 400 },
    );
    expect(await dump()).toEqual(before);
  });

  it("never fails when one field of a right body is anything at all", async () => {
    const own = await freshSubject();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...withBody.filter(({ id }) => id !== "extendSession")),
        fc.nat(),
        fc.jsonValue({ maxDepth: 2 }),
        async (operation, at, value) => {
          matcher.pass(MOMENT);
          const right = bodyOf(operation, own) as Readonly<Record<string, unknown>>;
          const names = Object.keys(right);
          const body = { ...right, [names[at % names.length] ?? ""]: value };
          const path = pathOf(operation, own);
          const options = { body, ...bearerOf(operation, own) };
          const answer = await send(operation, path, options);
          await conforming(operation, answer);
          expect(answer.status).toBeLessThan(500);
        },
      ),
      { numRuns: 400 },
    );
    // If the venue's code was shut, nobody would be let in any more.
    const reopen = operationOf("setCode");
    const right = { body: bodyOf(reopen, own), ...bearerOf(reopen, own) };
    expect((await send(reopen, pathOf(reopen, own), right)).status).toBe(reopen.answer.status);
  });

  it("answers a right request as the document says", { timeout: AT_MOST_MS }, async () => {
    const right = new Set<string>();
    const first = operationOf("createOwner");
    const own = await startMatcher();
    const made = await own.call("POST", first.path, { body: bodyOf(first, subject) });
    expect(made.status).toBe(first.answer.status);
    await conforming(first, made);
    await own.stop();
    right.add(first.id);
    const last = ["removePlanPicture", "extendSession", "stopSession", "removeStockItem"];
    // What is asked of a picture comes after it is there.
    const rankOf = (id: string) => (id === "replacePlanPicture" ? -2 : last.indexOf(id));
    const inOrder = operations.toSorted((a, b) => rankOf(a.id) - rankOf(b.id));
    // They take a provider, which `routes/admin/oidc.test.ts` has.
    for (const elsewhere of ["startOidc", "signInByOidc"]) right.add(elsewhere);
    // It takes minutes of walking, which `routes/admin/calibrate.test.ts` does.
    right.add("finishCalibration");
    // One at a time: those before have begun one.
    await matcher.call("DELETE", `/api/v1/admin/venue/${venue}/calibration`, { bearer: adminCode });
    for (const operation of inOrder.filter(({ id }) => !right.has(id))) {
      const own = await freshSubject();
      const body = bodyOf(operation, own);
      const answer = await send(operation, pathOf(operation, own), {
        ...(body === undefined ? {} : { body }),
        ...fileOf(operation),
        ...bearerOf(operation, own),
      });
      expect([operation.id, answer.status]).toEqual([operation.id, operation.answer.status]);
      await conforming(operation, answer);
      right.add(operation.id);
    }
    expect(right.size).toBe(operations.length);
  });
});
