import {
  decodeSessionStarted,
  decodeSessionView,
  decodeVenueView,
  epochAt,
  SESSION_LIFE,
  tokenOf,
  tokenText,
} from "@sighej/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { otherVenue, setup, sure, venue } from "../../../../test/fixtures.ts";
import { problemOf, startBody, startMatcher, type TestMatcher } from "../../../../test/matcher.ts";

let matcher: TestMatcher;
beforeAll(async () => {
  matcher = await startMatcher();
});
afterAll(() => matcher.stop());

describe("the venue route", () => {
  it("tells what the app may know and nothing of gateways", async () => {
    const answer = await matcher.call("GET", `/api/v1/venue/${venue}`);
    expect(answer.status).toBe(200);
    const body = await answer.json();
    expect(sure(decodeVenueView(body))).toEqual({
      venue,
      name: "Vindue",
      interests: setup.interests,
      zones: setup.zones.map(({ id, name }) => ({ id, name: name ?? id })),
      carriers: [],
      rolePairs: ["mentoring", "first-time", "building", "lunch"],
      needsCode: false,
    });
  });

  it("does not know other venues, nor what is no venue id", async () => {
    for (const id of [otherVenue, "hall", "%00"])
      expect((await problemOf(await matcher.call("GET", `/api/v1/venue/${id}`))).type).toBe(
        "/problems/unknown-venue",
      );
  });
});

/** Every route that takes a body. */
const ways = [
  ["POST", "/api/v1/session"],
  ["PATCH", "/api/v1/session"],
  ["POST", "/api/v1/session/extend"],
  ["PUT", "/api/v1/session/push"],
  ["PUT", "/api/v1/session/carrier"],
  ["POST", "/api/v1/match"],
  ["POST", `/api/v1/nudge/${"A".repeat(22)}/answer`],
  ["POST", "/api/v1/report"],
] as const;

describe("the session routes", () => {
  it("start a session and tell bearer and beacon key once", async () => {
    const answer = await matcher.call("POST", "/api/v1/session", { body: startBody() });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const started = sure(decodeSessionStarted(await answer.json()));
    expect(started).toMatchObject({ venue, interests: ["devops", "coffee"], open: true });
    expect(started.expiresAt - started.serverTime).toBe(SESSION_LIFE);
    const again = await matcher.call("GET", "/api/v1/session", { bearer: started.bearer });
    expect(again.status).toBe(200);
    const text = await again.text();
    expect(text).not.toContain(started.bearer);
    expect(text).not.toContain("beaconKey");
    expect(sure(decodeSessionView(JSON.parse(text))).session).toBe(started.session);
  });

  it("give every session another id, bearer and key", async () => {
    const [one, two] = [await matcher.open(), await matcher.open()];
    expect(one.session).not.toBe(two.session);
    expect(one.bearer).not.toBe(two.bearer);
    expect(one.beaconKey).not.toEqual(two.beaconKey);
  });

  it("edit interests, language and being open", async () => {
    const { bearer } = await matcher.open();
    const body = { interests: ["running"], language: "da", open: false };
    const answer = await matcher.call("PATCH", "/api/v1/session", { bearer, body });
    expect(answer.status).toBe(200);
    expect(sure(decodeSessionView(await answer.json()))).toMatchObject(body);
    const seen = await matcher.call("GET", "/api/v1/session", { bearer });
    expect(sure(decodeSessionView(await seen.json()))).toMatchObject(body);
  });

  it("stop a session, after which its bearer opens nothing", async () => {
    const { bearer } = await matcher.open();
    const answer = await matcher.call("DELETE", "/api/v1/session", { bearer });
    expect(answer.status).toBe(204);
    for (const method of ["GET", "DELETE"])
      expect((await matcher.call(method, "/api/v1/session", { bearer })).status).toBe(401);
    expect(
      (await matcher.call("PATCH", "/api/v1/session", { bearer, body: { open: true } })).status,
    ).toBe(401);
  });

  it("refuse an absent, malformed and foreign bearer alike", async () => {
    const answers = await Promise.all(
      [undefined, "nonsense", "A".repeat(43)].map((bearer) =>
        matcher.call("GET", "/api/v1/session", bearer === undefined ? {} : { bearer }),
      ),
    );
    const bodies = await Promise.all(answers.map(problemOf));
    expect(bodies.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(new Set(bodies.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(answers[0]?.headers.get("www-authenticate")).toBe("Bearer");
  });

  it.each([
    ["venue", { venue: "hall" }],
    ["interests", { interests: [] }],
    ["interests", { interests: ["devops", "devops"] }],
    ["interests", { interests: ["techno"] }],
    ["interests", { interests: "devops" }],
    ["consent", { consent: undefined }],
    ["consent.given", { consent: { version: "2026-11", given: false } }],
    ["consent.version", { consent: { version: "2020-01", given: true } }],
    ["language", { language: "xx" }],
    ["name", { name: "Anna Andersen" }],
  ])("name the field %s when it is wrong, and never its value", async (field, wrong) => {
    const body = startBody(wrong);
    const problem = await problemOf(await matcher.call("POST", "/api/v1/session", { body }));
    expect(problem.status).toBe(422);
    expect(problem.detail).toContain(field);
    expect(JSON.stringify(problem)).not.toContain("Anna");
  });

  it("do not know a venue that is not here", async () => {
    const body = startBody({ venue: otherVenue });
    expect((await matcher.call("POST", "/api/v1/session", { body })).status).toBe(404);
  });

  it("refuse what is no JSON, too much or of another type", async () => {
    const post = (options: Parameters<TestMatcher["call"]>[2]) =>
      matcher.call("POST", "/api/v1/session", options);
    expect((await problemOf(await post({ text: "{" }))).status).toBe(400);
    const large = JSON.stringify({ ...startBody(), filler: "x".repeat(17_000) });
    expect((await problemOf(await post({ text: large }))).status).toBe(413);
    const plain = { text: "{}", headers: { "content-type": "text/plain" } };
    expect((await problemOf(await post(plain))).status).toBe(415);
    expect((await problemOf(await post({}))).status).toBe(415);
    const coded = { text: "{}", headers: { "content-encoding": "rot13" } };
    expect((await problemOf(await post(coded))).status).toBe(415);
  });

  it("refuse an edit of nothing or of what cannot be edited", async () => {
    const { bearer } = await matcher.open();
    for (const body of [{}, { venue }, { consent: true }, { interests: ["techno"] }, []])
      expect((await matcher.call("PATCH", "/api/v1/session", { bearer, body })).status).toBe(422);
  });

  it("end a session after two hours", async () => {
    const own = await startMatcher();
    const { bearer } = await own.open();
    own.pass(SESSION_LIFE);
    expect((await own.call("GET", "/api/v1/session", { bearer })).status).toBe(401);
    await own.stop();
  });

  it("answer any JSON with 4xx and change nothing", async () => {
    const { bearer } = await matcher.open();
    const before = (await matcher.ports.sessions.list(venue)).length;
    const json = fc.jsonValue({ maxDepth: 3 });
    await fc.assert(
      fc.asyncProperty(json, fc.constantFrom(...ways), async (body, [method, path]) => {
        const answer = await matcher.call(method, path, { bearer, text: JSON.stringify(body) });
        expect(path.startsWith("/api/v1/nudge") ? [400, 404, 422] : [400, 422]).toContain(
          answer.status,
        );
        await problemOf(answer);
      }),
      { numRuns: 150 },
    );
    expect((await matcher.ports.sessions.list(venue)).length).toBe(before);
  });
});

describe("the match route", () => {
  it("answers 202 and nothing, whoever was heard", async () => {
    const [one, two] = [await matcher.open(), await matcher.open()];
    const known = tokenText(tokenOf(two.beaconKey, venue, epochAt(matcher.now())));
    for (const tokens of [[], [known], ["0123456789abcdef"], [known, "0123456789abcdef"]]) {
      const answer = await matcher.call("POST", "/api/v1/match", {
        bearer: one.bearer,
        body: { tokens },
      });
      expect(answer.status).toBe(202);
      expect(await answer.text()).toBe("");
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
  });

  it("refuses strangers and what is no token", async () => {
    const { bearer } = await matcher.open();
    const tokens = ["0123"];
    expect((await matcher.call("POST", "/api/v1/match", { bearer, body: { tokens } })).status).toBe(
      422,
    );
    expect((await matcher.call("POST", "/api/v1/match", { body: { tokens: [] } })).status).toBe(
      401,
    );
    const many = Array.from({ length: 65 }, () => "0123456789abcdef");
    expect(
      (await matcher.call("POST", "/api/v1/match", { bearer, body: { tokens: many } })).status,
    ).toBe(422);
  });
});
