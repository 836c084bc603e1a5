/**
 * Batteries at the end of a matcher: what was told in the last hour is there after the next start.
 */
import { base64urlOf, decodeStockView } from "@sighej/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { badgeItem, setup, sure, venue } from "../fixtures.ts";
import { adminCode, startMatcher } from "../matcher.ts";
import { AT_MOST_MS, type PgliteFolders, pgliteFolders } from "../pglite-folder.ts";

let folders: PgliteFolders;
beforeAll(async () => {
  folders = await pgliteFolders();
}, AT_MOST_MS);
afterAll(() => folders.remove());

it(
  "a battery that was told just before a matcher stops is noted",
  async () => {
    const badge = badgeItem("K7M2", 1);
    const config = {
      venues: [{ ...setup, stock: [badge] }],
      aggregates: { kind: "folder", path: await folders.made() },
    } as const;
    const before = await startMatcher(config);
    const body = { id: badge.id, code: base64urlOf(badge.bindCode), battery: "low" };
    const told = await before.call("POST", `/api/v1/venue/${venue}/battery`, { body });
    expect(told.status).toBe(204);
    await before.stop();
    const next = await startMatcher(config);
    const path = `/api/v1/admin/venue/${venue}/stock`;
    const answer = await next.call("GET", path, { bearer: adminCode });
    expect(sure(decodeStockView(await answer.json())).items).toMatchObject([{ battery: "low" }]);
    await next.stop();
  },
  AT_MOST_MS,
);
