import { request } from "node:http";
import {
  decodeProblemDetails,
  encodeSimulatedBinding,
  PROBLEM_MEDIA_TYPE,
  type SimulatedBinding,
} from "@sighej/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type BadgeEndpoint, startBadge } from "./badge.ts";
import { testBinding } from "./testing/bindings.ts";

let endpoint: BadgeEndpoint;
const bound: SimulatedBinding[] = [];
const forgotten: SimulatedBinding[] = [];
beforeAll(async () => {
  endpoint = await startBadge({
    bind: (binding) => bound.push(binding),
    forget: (binding) => forgotten.push(binding),
  });
});
afterAll(() => endpoint.stop());
beforeEach(() => {
  bound.splice(0);
  forgotten.splice(0);
});

const good = JSON.stringify(encodeSimulatedBinding(testBinding(7)));
const send = (body: string, more: RequestInit = {}): Promise<Response> =>
  fetch(endpoint.url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    ...more,
  });

async function expectProblem(response: Response, status: number): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toBe(PROBLEM_MEDIA_TYPE);
  expect(decodeProblemDetails(await response.json())).toMatchObject({
    ok: true,
    value: { status },
  });
}

describe("the badge endpoint", () => {
  it("is on this machine's loopback only", () => {
    expect(endpoint.url.hostname).toBe("127.0.0.1");
  });

  it("binds a key and says nothing", async () => {
    const response = await send(good);
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(bound).toEqual([testBinding(7)]);
  });

  it("forgets it", async () => {
    expect((await send(good, { method: "DELETE" })).status).toBe(204);
    expect(forgotten).toEqual([testBinding(7)]);
    expect(bound).toEqual([]);
  });

  it.each([
    ["no JSON", "what"],
    ["nothing", ""],
    ["another thing", "[]"],
    ["a field too many", JSON.stringify({ ...JSON.parse(good), name: "me" })],
    ["a short key", JSON.stringify({ ...JSON.parse(good), beaconKey: "AAAA" })],
  ])("refuses %s with 422", async (_, body) => {
    await expectProblem(await send(body), 422);
    expect(bound).toEqual([]);
  });

  it("never repeats what it was told", async () => {
    const { beaconKey } = JSON.parse(good);
    const response = await send(JSON.stringify({ venue: "x", beaconKey, expiresAt: 1 }));
    expect(await response.text()).not.toContain(beaconKey);
  });

  it("refuses a form, which any page may send without asking", async () => {
    const headers = { "content-type": "text/plain" };
    await expectProblem(await send(good, { headers }), 415);
  });

  it("refuses other paths and methods", async () => {
    await expectProblem(await fetch(new URL("/", endpoint.url)), 404);
    await expectProblem(await fetch(endpoint.url), 405);
    await expectProblem(await fetch(endpoint.url, { method: "OPTIONS" }), 405);
  });

  it("refuses more than a binding can have", async () => {
    await expectProblem(await send(`${good}${" ".repeat(1_024)}`), 413);
  });

  it("bears a caller who hangs up in the middle", async () => {
    await new Promise<void>((resolve) => {
      const half = request(endpoint.url, {
        method: "POST",
        headers: { "content-type": "application/json", "content-length": 160 },
      });
      half.once("error", () => resolve());
      half.write(good.slice(0, 20), () => half.destroy(new Error("gone")));
    });
    expect((await send(good)).status).toBe(204);
  });

  it("answers anything at all with 204 or a problem", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (body) => {
        await expectProblem(await send(body), 422);
      }),
      { numRuns: 30 },
    );
  });

  it("frees its port", async () => {
    const other = await startBadge({ bind: () => {}, forget: () => {} });
    await other.stop();
    await expect(fetch(other.url, { method: "DELETE" })).rejects.toThrow();
  });
});
