import {
  base64urlOf,
  decodeBase64url,
  decodeBeaconKey,
  encodeSightings,
  epochAt,
  tokenOf,
} from "@sighej/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hallSetup } from "../../../../../test/air.ts";
import { badgeItem, batchOf, sure, unplaced, venue } from "../../../../../test/fixtures.ts";
import { adminCode, startMatcher, type TestMatcher } from "../../../../../test/matcher.ts";
import { ingestFrame, tickVenue } from "../../../../flows/ingest.ts";

const AT_MOST_MS = 60_000;
const path = `/api/v1/admin/venue/${venue}`;
const badge = badgeItem("B001", 1);
let matcher: TestMatcher;
beforeAll(async () => {
  matcher = await startMatcher({
    venues: [{ ...hallSetup, stock: [badge], carriers: [{ kind: "badge" }] }],
  });
});
afterAll(() => matcher.stop());

const staff = (method: string, to: string, body?: unknown) =>
  matcher.call(method, path + to, { bearer: adminCode, ...(body === undefined ? {} : { body }) });

let sequence = 1_000;
/** The carrier with this key is heard at a spot for some seconds. */
async function stand(keyText: string, x: number, y: number, seconds: number): Promise<void> {
  const bytes = sure(decodeBase64url(keyText));
  const key = sure(decodeBeaconKey(bytes));
  for (let second = 0; second < seconds; second++) {
    const now = matcher.pass(1_000);
    sequence++;
    for (const each of hallSetup.gateways) {
      const level = Math.round(-50 - 20 * Math.log10(Math.hypot(each.x - x, each.y - y, 0.8)));
      const batch = batchOf(now, sequence, [[tokenOf(key, venue, epochAt(now)), level]]);
      ingestFrame(matcher.ports, venue, each.id, encodeSightings(batch));
    }
    await tickVenue(matcher.ports, venue);
  }
}

describe("a calibration by staff", { timeout: AT_MOST_MS }, () => {
  it("goes from a key over marked spots to a map in use", async () => {
    expect(await (await staff("GET", "/near")).json()).toMatchObject({
      map: { kind: "plain" },
      zones: [{ zone: "hall", offered: true, why: expect.stringContaining("Near is offered") }],
    });
    expect((await staff("GET", "/calibration")).status).toBe(204);
    const started = await staff("POST", "/calibration", {});
    expect(started.status).toBe(201);
    const { beaconKey } = (await started.json()) as { readonly beaconKey: string };
    expect((await staff("POST", "/calibration", {})).status).toBe(409);
    expect(await (await staff("GET", "/calibration")).json()).toMatchObject({
      spots: 0,
      says: expect.stringMatching(/No gateway hears/),
    });
    for (const [x, y] of [
      [1, 1],
      [11, 1],
      [6, 6],
    ] as const) {
      expect((await staff("POST", "/calibration/finish")).status).toBe(409);
      await stand(beaconKey, x, y, 8);
      const marked = await staff("POST", "/calibration/mark", { x, y, how: "standing" });
      expect(await marked.json()).toMatchObject({ stay: 10, hearing: 9 });
      await stand(beaconKey, x, y, 10);
    }
    expect(await (await staff("GET", "/calibration")).json()).toMatchObject({ spots: 3, stay: 0 });
    // Who walked, and when, is known of every mark; where they stood then is not.
    const marks = (await matcher.ports.staff.audit(50)).filter(({ what }) => what === "markSpot");
    expect(marks.map(({ fields }) => fields)).toEqual(Array(3).fill(["x", "y", "how"]));
    // A second press is too late for this one, and must not end one that is begun after it.
    const presses = ["/calibration/finish", "/calibration/finish"];
    const both = await Promise.all(presses.map((each) => staff("POST", each)));
    const [finished] = both.filter(({ status }) => status === 200);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 404]);
    if (finished === undefined) throw new Error("one of them is done");
    const { version, says, areas } = (await finished.json()) as Record<string, unknown>;
    expect([version, says]).toEqual([1, expect.stringMatching(/guesswork/)]);
    // It is kept with the map, and told whenever somebody asks.
    expect(await (await staff("GET", "/near")).json()).toMatchObject({
      map: { kind: "calibrated", version: 1, areas, madeAt: expect.any(Number) },
    });
    expect((await staff("POST", "/calibration/mark", { x: 0, y: 0, how: "standing" })).status).toBe(
      404,
    );
  });

  it("listens to a badge of the stock that nobody carries", async () => {
    expect((await staff("POST", "/calibration", { badge: "B002" })).status).toBe(404);
    expect((await staff("POST", "/calibration", { badge: "B001" })).status).toBe(201);
    await stand(base64urlOf(badge.key), 3, 3, 3);
    expect(await (await staff("GET", "/calibration")).json()).toMatchObject({ hearing: 9 });
    expect((await staff("DELETE", "/calibration")).status).toBe(204);
    expect((await staff("DELETE", "/calibration")).status).toBe(404);
  });

  it("says what is wrong with a mark, and is for staff alone", async () => {
    await staff("POST", "/calibration", {});
    const wrong = await staff("POST", "/calibration/mark", { x: "1", y: 0, how: "standing" });
    expect(wrong.status).toBe(422);
    expect(await wrong.json()).toMatchObject({ detail: expect.stringMatching(/^x/) });
    await staff("DELETE", "/calibration");
    for (const [method, to] of [
      ["GET", "/near"],
      ["POST", "/calibration"],
      ["POST", "/calibration/finish"],
    ] as const)
      expect((await matcher.call(method, path + to)).status).toBe(401);
    expect((await staff("PUT", "/calibration", {})).status).toBe(405);
  });
});

describe("a venue that does not say where its gateways hang", { timeout: AT_MOST_MS }, () => {
  it("says so, and refuses to be calibrated with a sentence that says what to do", async () => {
    const bare = await startMatcher({ venues: [unplaced(hallSetup)] });
    const ask = (method: string, to: string, body?: unknown) =>
      bare.call(method, path + to, { bearer: adminCode, ...(body === undefined ? {} : { body }) });
    try {
      expect(await (await ask("GET", "/near")).json()).toEqual({
        map: { kind: "none" },
        zones: [
          {
            ...{ zone: "hall", offered: true, precision: 0.9, recall: 0.32 },
            why: expect.stringContaining("Nothing can be foretold of this layout"),
          },
        ],
      });
      const refused = await ask("POST", "/calibration", {});
      expect(refused.status).toBe(409);
      expect(await refused.text()).toContain("add x and y first");
      const setup = (await (await ask("GET", "")).json()) as { gateways: readonly object[] };
      expect(Object.keys(setup.gateways[0] ?? {})).toEqual(["gateway", "zone"]);
    } finally {
      await bare.stop();
    }
  });
});
