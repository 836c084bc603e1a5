/**
 * Batteries over HTTP: told by whoever has a badge in hand, read by staff after the full hour.
 */
import { base64urlOf, decodeStockView, hours } from "@sighej/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { badgeItem, otherVenue, setup, sure, tagItem, venue } from "../../../../test/fixtures.ts";
import { adminCode, problemOf, startMatcher, type TestMatcher } from "../../../../test/matcher.ts";
import type { StockItem } from "../../../domain/stock.ts";
import { ADDRESS_TRIES } from "../../../flows/bind-carrier.ts";

const [badge, other, tag] = [badgeItem("K7M2", 1), badgeItem("K7M3", 2), tagItem("T4G9", 3)];
const bodyOf = ({ id, bindCode }: StockItem, battery = "low") => ({
  ...{ id, code: base64urlOf(bindCode) },
  battery,
});

let matcher: TestMatcher;
beforeEach(async () => {
  matcher = await startMatcher({ venues: [{ ...setup, stock: [badge, other, tag] }] });
});
afterEach(() => matcher.stop());

const tell = (body: unknown, at: string = venue) =>
  matcher.call("POST", `/api/v1/venue/${at}/battery`, { body });
const read = async () => {
  const path = `/api/v1/admin/venue/${venue}/stock`;
  const answer = await matcher.call("GET", path, { bearer: adminCode });
  return sure(decodeStockView(await answer.json())).items.map(({ battery }) => battery);
};

describe("a badge's battery", () => {
  it("is told without a session, and read by staff from the next full hour on", async () => {
    const answer = await tell(bodyOf(badge));
    expect(answer.status).toBe(204);
    expect(await answer.text()).toBe("");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    await tell(bodyOf(other, "ok"));
    expect(await read()).toEqual([undefined, undefined, undefined]);
    matcher.pass(hours(1));
    await vi.waitFor(async () => expect(await read()).toEqual(["low", "ok", undefined]), 10_000);
  });

  it("is refused alike for an unknown id, a tag and a wrong code", async () => {
    const wrong = [
      { ...badge, bindCode: other.bindCode },
      { ...badge, id: badgeItem("ZZZZ", 1).id },
      { ...badge, id: badgeItem("ZZZZ", 1).id, bindCode: new Uint8Array(16) },
      tag,
    ];
    const problems = await Promise.all(
      wrong.map(async (each) => problemOf(await tell(bodyOf(each)))),
    );
    expect(new Set(problems.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(problems[0]).toMatchObject({ status: 403, type: "/problems/bad-code" });
  });

  it("is refused at another venue, and where it is neither ok nor low", async () => {
    const elsewhere = await problemOf(await tell(bodyOf(badge), otherVenue));
    expect(elsewhere).toMatchObject({ status: 404, type: "/problems/unknown-venue" });
    const odd = await problemOf(await tell(bodyOf(badge, "17")));
    expect(odd).toMatchObject({ status: 422, type: "/problems/bad-field" });
    expect((await matcher.call("GET", `/api/v1/venue/${venue}/battery`)).status).toBe(405);
  });

  it("is not taken from an address with too many wrong codes, until time has passed", async () => {
    const wrong = bodyOf({ ...badge, bindCode: other.bindCode });
    for (let tries = 0; tries < ADDRESS_TRIES.burst; tries++)
      expect((await tell(wrong)).status).toBe(403);
    const late = await problemOf(await tell(bodyOf(badge)));
    expect(late).toMatchObject({ status: 429, type: "/problems/too-many-tries" });
    matcher.pass(1_000 / ADDRESS_TRIES.perSecond);
    expect((await tell(bodyOf(badge))).status).toBe(204);
  });
});
