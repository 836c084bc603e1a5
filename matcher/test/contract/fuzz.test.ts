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
import { durationMs, PLAN_UPLOAD_BYTES_MAX, seconds, unixMs } from "@sighej/protocol";
import * as fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openAuthority } from "../../src/adapters/ca/authority.ts";
import type { Operation } from "../../src/adapters/http/openapi/operation.ts";
import { operations } from "../../src/adapters/http/openapi/operations.ts";
import { adminOrigin } from "../authenticator.ts";
import { conforming } from "../conforms.ts";
import { otherVenue, venue } from "../fixtures.ts";
import { makeVenue } from "../made-venue.ts";
import { adminCode, startMatcher, type TestMatcher } from "../matcher.ts";
import { dumpOf } from "../redis-dump.ts";
import { startRedis } from "../redis-server.ts";
import { bearerOf, bodyOf, fileOf, operationOf, pathOf, type Subject } from "../requests.ts";
import type { TestServer } from "../server-process.ts";
import { badgeItem } from "../stock.ts";
import { from, subjectsOf } from "./subjects.ts";

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
let subjects: ReturnType<typeof subjectsOf>;
let subject: Subject;

/** By another implementation than the one that reads it. */
async function requestIn(path: string): Promise<string> {
  const [key, out] = [join(path, "key.pem"), join(path, "request.pem")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
  const names = ["-nodes", "-keyout", key, "-subj", "/CN=anything", "-out", out];
  execFileSync("openssl", ["req", "-new", ...curve, ...names], { stdio: "ignore" });
  return readFile(out, "utf8");
}
const dump = async () => (await dumpOf(client, prefix)).toSorted();

beforeAll(async () => {
  redis = await startRedis();
  client = new Redis(redis.url);
  folder = await mkdtemp(join(tmpdir(), "sighej-fuzz-"));
  const certificateRequest = await requestIn(folder);
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
  subjects = subjectsOf(matcher, certificateRequest);
  subject = await subjects.fresh();
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

/** Of a gateway's settings null means "as its own file has it"; elsewhere it means nothing. */
const isNullRight = ({ id }: Operation, name: string) =>
  id === "setGateways" && name !== "gateways";

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
  "no bearer": (each) => toldOfBearer(each, undefined),
  "a bearer of nobody": (each) => toldOfBearer(each, randomBytes(32).toString("base64url")),
  "a bearer of the other kind": (each) =>
    toldOfBearer(each, each.of === "staff" ? subject.bearer : adminCode),
};

async function told(
  operation: Operation,
  options: Call,
  expected: string,
): Promise<readonly [string, string]> {
  return [await refusalOf(operation, pathOf(operation, subject), options), expected];
}

/** What somebody is told whom nobody knows; a tablet that is no screen is refused nothing. */
const strangers = {
  screen: undefined,
  session: "bad-bearer",
  staff: "not-signed-in",
  gateway: "bad-gateway-credential",
} as const;

function toldOfBearer(operation: Operation, bearer: string | undefined) {
  const expected = operation.of && strangers[operation.of];
  if (expected === undefined) return undefined;
  const body = bodyOf(operation, subject);
  const options = {
    ...(body === undefined ? {} : { body }),
    ...(bearer === undefined ? {} : { bearer }),
  };
  return told(operation, options, expected);
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
        [
          ...(isNullRight(operation, name) ? [] : [null]),
          ...[...numbersFor(operation), "\u0000", [[]], { a: 1 }, 1e300],
        ].map((value) => ({ ...right, [name]: value })),
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
    const own = await subjects.fresh();
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

  // Each of some 150 operations has a subject of its own, whose passwords take their time.
  it("answers a right request as the document says", { timeout: 3 * AT_MOST_MS }, async () => {
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
      const own = await subjects.fresh();
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
