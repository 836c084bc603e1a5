/**
 * Sealed venues: what lies in a database of a venue with badges and codes, and what a matcher says
 * that has another key.
 */
import { randomBytes } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { base64urlOf, hexOf, venueIdOf } from "@sighej/protocol";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pgliteDatabase } from "../../src/adapters/pg/pglite/database.ts";
import { venueStoreOn } from "../../src/adapters/pg/venue-store.ts";
import { aesGcmSeal } from "../../src/adapters/seal/aes-gcm.ts";
import { sealOf } from "../../src/database.ts";
import { reseal } from "../../src/flows/reseal.ts";
import { sealedVenues } from "../../src/flows/sealed-venues.ts";
import type { Seal } from "../../src/seal-ports.ts";
import { setupJson } from "../../src/setup-json.ts";
import type { VenueStore } from "../../src/venue-ports.ts";
import { random } from "../../src/wiring/machine.ts";
import { otherVenue, setup } from "../fixtures.ts";
import { makeVenue } from "../made-venue.ts";
import { adminCode, startMatcher } from "../matcher.ts";
import { AT_MOST_MS, type PgliteFolders, pgliteFolders } from "../pglite-folder.ts";
import { badgeItem, eidItem, poolKey, staticItem } from "../stock.ts";
import { onEveryDatabase } from "./databases.ts";
import { venueStoreContract } from "./venue-store.contract.ts";

/** What a start does. */
const sealAnew = (venues: VenueStore, by: Seal) => reseal({ venues, secrets: [] }, by);
const freshKey = () => new Uint8Array(randomBytes(32));
const own = freshKey();
const seal = aesGcmSeal([own], random);
const other = aesGcmSeal([freshKey()], random);

const codeSecret = base64urlOf(new Uint8Array(32).fill(7));
const lending = {
  ...{ ...setup, id: otherVenue, codeSecret, poolKey },
  stock: [badgeItem(1), eidItem(2), staticItem(3)],
  joinCodes: [{ code: "TICKET-77" }],
} as const;
const text = JSON.stringify(setupJson(lending));
/** As they would stand in a text or in a column of bytes. */
const [badge, eid] = lending.stock;
const keys: readonly Uint8Array[] = [badge.key, eid.identityKey, poolKey];
const texts = keys.flatMap((each) => [base64urlOf(each), hexOf(each)]);
const hidden = [...texts, codeSecret, "TICKET-77", '"bindCode"', '"stock"'];

onEveryDatabase("sealed venues", (database, replica) => {
  const empty = () => database().ask((db) => db.deleteFrom("venue").execute());
  const lies = () =>
    database().ask(async (db) => {
      const { rows } = await sql<{ setup: string }>`select setup from venue`.execute(db);
      return rows.map((each) => each.setup).join("\n");
    });

  venueStoreContract(async () => {
    await empty();
    return {
      store: sealedVenues(venueStoreOn(database(), 2), seal),
      replica: sealedVenues(venueStoreOn(replica(), 2), seal),
    };
  });

  it("are told whole, and lie there without a key or a code", async () => {
    await empty();
    const store = sealedVenues(venueStoreOn(database()), seal);
    await store.create({ id: otherVenue, state: "draft", setup: text });
    expect(hidden.filter((each) => text.includes(each)).length).toBeGreaterThanOrEqual(7);
    const first = await lies();
    expect(hidden.filter((each) => first.includes(each))).toEqual([]);
    expect(first).toContain(lending.name);
    expect(JSON.parse((await store.find(otherVenue))?.setup ?? "")).toEqual(JSON.parse(text));

    await store.edit(otherVenue, 1, { setup: text });
    const second = await lies();
    expect(second).not.toBe(first);
    expect(hidden.filter((each) => second.includes(each))).toEqual([]);
  });

  it("are sealed at the next start when they lay there plain, and once only", async () => {
    await empty();
    const under = venueStoreOn(database());
    await under.create({ id: otherVenue, state: "draft", setup: text });
    const bare = venueIdOf(randomBytes(16));
    await under.create({ id: bare, state: "draft", setup: "{}" });
    const store = sealedVenues(under, seal);
    expect((await store.find(otherVenue))?.setup).toBe(text);
    await Promise.all([sealAnew(under, seal), sealAnew(venueStoreOn(replica()), seal)]);
    const before = await lies();
    expect(hidden.filter((each) => before.includes(each))).toEqual([]);
    expect(JSON.parse((await store.find(otherVenue))?.setup ?? "")).toEqual(JSON.parse(text));
    await sealAnew(under, seal);
    expect(await lies()).toBe(before);
    expect(await store.versions()).toEqual(
      new Map([
        [otherVenue, 2],
        [bare, 1],
      ]),
    );
  });

  it("are sealed by the newest key once there is another, and open by it alone then", async () => {
    await empty();
    const under = venueStoreOn(database());
    await sealedVenues(under, seal).create({ id: otherVenue, state: "live", setup: text });
    const newest = freshKey();
    await sealAnew(under, aesGcmSeal([newest, own], random));
    const store = sealedVenues(under, aesGcmSeal([newest], random));
    expect(JSON.parse((await store.find(otherVenue))?.setup ?? "")).toEqual(JSON.parse(text));
    await expect(sealAnew(under, seal)).rejects.toMatchObject({ code: "wrong-key" });
  });

  it("stay as they are under another key, which is said with the setting and what to do", async () => {
    await empty();
    const under = venueStoreOn(database());
    await sealedVenues(under, seal).create({ id: otherVenue, state: "live", setup: text });
    const before = await lies();
    const failed = await sealAnew(under, other).catch((cause: unknown) => cause);
    expect(failed).toMatchObject({ code: "wrong-key" });
    expect(String(failed)).toMatch(/SIGHEJ_SETUP_KEY_FILE.*1 stored venue.*put that key back/);
    expect(await lies()).toBe(before);
    expect((await sealedVenues(under, other).find(otherVenue))?.setup).toBe(before);
  });

  it("do not open as another venue's, and a damaged one stops no start", async () => {
    await empty();
    const under = venueStoreOn(database());
    await sealedVenues(under, seal).create({ id: otherVenue, state: "live", setup: text });
    const thief = venueIdOf(randomBytes(16));
    const copied = await lies();
    await under.create({ id: thief, state: "live", setup: copied });
    expect((await sealedVenues(under, seal).find(thief))?.setup).toBe(copied);
    await sealAnew(under, seal);
    expect((await under.find(thief))?.version).toBe(1);
  });
});

describe("a matcher with a database in a folder", () => {
  let folders: PgliteFolders;
  beforeAll(async () => {
    folders = await pgliteFolders();
  }, AT_MOST_MS);
  afterAll(() => folders.remove());

  it(
    "makes a key at its first start, serves what it sealed, and does not start by another",
    async () => {
      const path = await folders.made();
      const config = { aggregates: { kind: "folder", path } } as const;
      const { id: _id, ...from } = lending;
      const before = await startMatcher(config);
      await makeVenue(before, { ...from, id: otherVenue });
      await before.stop();
      expect((await stat(join(path, "setup.key"))).mode & 0o777).toBe(0o600);

      const database = await pgliteDatabase(path);
      const kept = await venueStoreOn(database).find(otherVenue);
      await database.stop();
      expect(hidden.filter((each) => kept?.setup.includes(each))).toEqual([]);

      const next = await startMatcher(config);
      const listed = await next.call("GET", `/api/v1/admin/venue/${otherVenue}/stock`, {
        bearer: adminCode,
      });
      expect(await listed.text()).toContain(badge.id);
      expect(next.ports.venues.all.get(otherVenue)?.setup.stock).toEqual(lending.stock);
      await next.stop();

      await expect(startMatcher({ ...config, setupKeys: [freshKey()] })).rejects.toMatchObject({
        code: "wrong-key",
      });
      const again = await startMatcher(config);
      expect(again.ports.venues.all.get(otherVenue)?.setup.stock).toEqual(lending.stock);
      await again.stop();
    },
    AT_MOST_MS,
  );
});

it("a database on a server has no key unless one is named", async () => {
  const server = { kind: "postgres", url: "postgres://nobody@127.0.0.1:1/none" } as const;
  await expect(sealOf(server, undefined, random)).rejects.toMatchObject({
    code: "bad-config",
    message: expect.stringContaining("SIGHEJ_SETUP_KEY_FILE"),
  });
});
