import {
  decodeEnrolLink,
  decodeEnrolled,
  decodeFirstBoot,
  decodeGatewayClaim,
  decodeGateways,
  type GatewayClaim,
  minutes,
  unixMs,
} from "@sighej/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { conforming } from "../../../../test/conforms.ts";
import { batchOf, gateway, sure, venue } from "../../../../test/fixtures.ts";
import { adminCode, problemOf, startMatcher, type TestMatcher } from "../../../../test/matcher.ts";
import { CLAIM_LIFE } from "../../../gateway-ports.ts";
import { operations } from "../openapi/operations.ts";

let matcher: TestMatcher;
beforeEach(async () => {
  matcher = await startMatcher();
});
afterEach(() => matcher.stop());

const staff = `/api/v1/admin/venue/${venue}/gateways`;
const asStaff = (method: string, path: string, body?: unknown) =>
  matcher.call(method, path, { bearer: adminCode, ...(body === undefined ? {} : { body }) });
const enrol = (body: unknown) => matcher.call("POST", "/api/v1/enrol", { body });
/** The body of an answer, held against the document. */
const said = async (id: string, answer: Response) => {
  const operation = operations.find((each) => each.id === id);
  if (operation === undefined) throw new Error("there is no such operation");
  return conforming(operation, answer);
};
const add = async (gateway: string): Promise<GatewayClaim> =>
  sure(decodeGatewayClaim(await said("addGateway", await asStaff("POST", staff, { gateway }))));
/** Those of these ids; the venue's own are listed as well, enrolled or not. */
const list = async (...ids: readonly string[]) =>
  sure(decodeGateways(await said("listGateways", await asStaff("GET", staff)))).gateways.filter(
    ({ gateway: id }) => ids.includes(id),
  );
const typeOf = async (answer: Response) => (await problemOf(answer)).type;

describe("staff", () => {
  it("make a gateway and get its code in every form", async () => {
    const claim = await add("bar-1");
    const link = { origin: matcher.url, code: claim.code };
    expect(claim).toMatchObject({ venue, gateway: "bar-1" });
    expect(claim.until).toBeGreaterThan(matcher.now());
    expect(decodeEnrolLink(claim.link)).toEqual({ ok: true, value: link });
    expect(claim.firstBoot.file).toBe("sighej-enrol.txt");
    expect(decodeFirstBoot(claim.firstBoot.text)).toEqual({ ok: true, value: link });
  });

  it("see who has enrolled and who hangs where, and no code", async () => {
    const { code } = await add("bar-1");
    await add("cellar");
    expect(await list("bar-1", "cellar")).toMatchObject([
      { gateway: "bar-1", name: "bar-1", placed: true, claimUntil: expect.any(Number) },
      { gateway: "cellar", placed: false },
    ]);
    await enrol({ code });
    const [bar] = await list("bar-1");
    expect(bar).toMatchObject({ enrolledAt: expect.any(Number) });
    expect(bar).not.toHaveProperty("claimUntil");
    expect(await (await asStaff("GET", staff)).text()).not.toContain(code);
  });

  it("see what is wrong with a gateway, counted by gateway", async () => {
    await add("bar-1");
    await add("bar-2");
    const late = unixMs(matcher.now() - 31_000);
    for (const sequence of [1, 2, 3])
      matcher.ports.venues.tell(venue, {
        kind: "batch",
        gateway: gateway("bar-2"),
        batch: batchOf(late, sequence, []),
      });
    expect(await list("bar-1", "bar-2")).toMatchObject([
      { gateway: "bar-1", faults: [], windowsRefused: { clockOff: 0, flood: 0 } },
      { gateway: "bar-2", faults: ["clock-off"], windowsRefused: { clockOff: 3, flood: 0 } },
    ]);
    matcher.pass(minutes(6));
    expect(await list("bar-1", "bar-2")).toMatchObject([
      {},
      { faults: [], windowsRefused: { clockOff: 3 } },
    ]);
  });

  it("are told when there is such a gateway already, or none", async () => {
    await add("bar-1");
    expect(await typeOf(await asStaff("POST", staff, { gateway: "bar-1" }))).toBe(
      "/problems/gateway-named",
    );
    for (const [method, path] of [
      ["POST", `${staff}/none/claim`],
      ["DELETE", `${staff}/none/credential`],
      ["POST", `${staff}/No%20id/claim`],
    ] as const)
      expect(await typeOf(await asStaff(method, path))).toBe("/problems/unknown-gateway");
    expect((await asStaff("POST", staff, { gateway: "Not an id" })).status).toBe(422);
  });

  it("alone may do so", async () => {
    for (const [method, path] of [
      ["GET", staff],
      ["POST", staff],
      ["POST", `${staff}/bar-1/claim`],
      ["DELETE", `${staff}/bar-1/credential`],
    ] as const)
      expect((await matcher.call(method, path, { bearer: "wrong" })).status).toBe(401);
  });
});

describe("a certificate", () => {
  it("is not to be had where the venue has no authority", async () => {
    const answer = await matcher.call("POST", "/api/v1/enrol/certificate", {
      body: { request: "none" },
      headers: { authorization: `Basic ${Buffer.from("who:ever").toString("base64")}` },
    });
    expect([answer.status, await typeOf(answer)]).toEqual([404, "/problems/no-certificates"]);
  });
});

describe("a gateway", () => {
  it("trades its code for a credential of its own, however it was typed", async () => {
    const { code } = await add("bar-1");
    const answer = await enrol({ code: code.toLowerCase().replaceAll("-", " ") });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const enrolled = sure(decodeEnrolled(await said("enrol", answer)));
    expect(enrolled).toMatchObject({
      ...{ venue, gateway: "bar-1" },
      broker: { username: `${venue}/bar-1` },
    });
    expect(enrolled.broker.password).toHaveLength(43);
  });

  it("trades a code once, and is told why not when it is used, over, replaced or none", async () => {
    const [bar, cellar] = [await add("bar-1"), await add("cellar")];
    await enrol({ code: bar.code });
    const used = await enrol({ code: bar.code });
    expect([used.status, await typeOf(used)]).toEqual([410, "/problems/code-used"]);
    await asStaff("POST", `${staff}/bar-1/claim`);
    const replaced = await enrol({ code: bar.code });
    expect([replaced.status, await typeOf(replaced)]).toEqual([404, "/problems/code-unknown"]);
    matcher.pass(CLAIM_LIFE);
    const over = await enrol({ code: cellar.code });
    expect([over.status, await typeOf(over)]).toEqual([410, "/problems/code-expired"]);
    expect((await enrol({ code: "ABC" })).status).toBe(422);
  });

  it("gets an answer that was lost once more, with another password", async () => {
    const { code } = await add("bar-1");
    const attempt = "A".repeat(22);
    const [first, second] = [await enrol({ code, attempt }), await enrol({ code, attempt })];
    const passwords = [first, second].map(async (each) => {
      return sure(decodeEnrolled(await each.json())).broker.password;
    });
    expect(new Set(await Promise.all(passwords)).size).toBe(2);
    expect((await enrol({ code, attempt: "B".repeat(22) })).status).toBe(410);
  });

  it("is asked for no more codes side by side than one after the other", async () => {
    const all = await Promise.all(
      Array.from({ length: 60 }, (_, at) => enrol({ code: `AAAA-AAAA-BB${10 + at}` })),
    );
    const [wrong, refused] = [404, 429].map((each) => all.filter(({ status }) => status === each));
    expect([wrong?.length, refused?.length]).toEqual([20, 40]);
  });

  it("cannot be guessed into: an address with too many wrong codes waits, with the right one, too", async () => {
    const { code } = await add("bar-1");
    for (let tries = 0; tries < 20; tries++)
      expect((await enrol({ code: `AAAA-AAAA-AA${10 + tries}` })).status).toBe(404);
    expect((await enrol({ code })).status).toBe(429);
    matcher.pass(10_000);
    expect((await enrol({ code })).status).toBe(201);
  });

  it("that is revoked is listed as such, and comes back by a new code", async () => {
    const { code } = await add("bar-1");
    await enrol({ code });
    expect((await asStaff("DELETE", `${staff}/bar-1/credential`)).status).toBe(204);
    expect(await list("bar-1")).toMatchObject([{ revokedAt: expect.any(Number) }]);
    const answer = await asStaff("POST", `${staff}/bar-1/claim`);
    const again = sure(decodeGatewayClaim(await said("inviteGateway", answer)));
    expect((await enrol({ code: again.code })).status).toBe(201);
    expect((await list("bar-1"))[0]).not.toHaveProperty("revokedAt");
  });
});
