/**
 * The way out of a lost key: what the command says, what it replaces and what it leaves as it is, and a
 * matcher that starts again.
 */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { base64urlOf, unixMs, type VenueId, venueIdOf } from "@sighej/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bulletinStoreOn } from "../../src/adapters/pg/bulletin-store.ts";
import { keptSecretsOn } from "../../src/adapters/pg/kept-secrets.ts";
import { staffStoreOn } from "../../src/adapters/pg/staff-store.ts";
import { venueStoreOn } from "../../src/adapters/pg/venue-store.ts";
import { aesGcmSeal } from "../../src/adapters/seal/aes-gcm.ts";
import type { BulletinTarget } from "../../src/bulletin-ports.ts";
import { replaceLost } from "../../src/command/replace-lost.ts";
import { reseal } from "../../src/flows/reseal.ts";
import { sealedBulletins } from "../../src/flows/sealed-bulletins.ts";
import { sealedStaff } from "../../src/flows/sealed-staff.ts";
import { sealedVenues } from "../../src/flows/sealed-venues.ts";
import { setupJson } from "../../src/setup-json.ts";
import type { Account } from "../../src/staff-ports.ts";
import { random } from "../../src/wiring/machine.ts";
import { otherVenue, setup, venue } from "../fixtures.ts";
import { makeVenue } from "../made-venue.ts";
import { adminCode, startMatcher } from "../matcher.ts";
import { AT_MOST_MS, type PgliteFolders, pgliteFolders } from "../pglite-folder.ts";
import { badgeItem, poolKey, staticItem } from "../stock.ts";
import { onEveryDatabase } from "./databases.ts";

const sealOfFresh = () => aesGcmSeal([new Uint8Array(randomBytes(32))], random);
const codeSecret = base64urlOf(new Uint8Array(32).fill(7));
const lending = {
  ...{ ...setup, codeSecret, poolKey, stock: [badgeItem(1), staticItem(3)] },
  joinCodes: [{ code: "TICKET-77" }],
} as const;
const textOf = (id: VenueId) => JSON.stringify(setupJson({ ...lending, id }));

const account = (name: string): Account => ({
  ...{ id: base64urlOf(random(16)), name, role: "owner", venues: "all", disabled: false },
  ...{ passwordHash: "$argon2id$", factor: "JBSWY3DPEHPK3PXP", newFactor: "KRSXG5CTMVRXEZLU" },
  createdAt: unixMs(1_800_000_000_000),
});
const webhook = (of: VenueId): BulletinTarget => ({
  ...{ id: base64urlOf(random(12)), venue: of, kind: "webhook", address: "https://a.example/hook" },
  ...{ topics: ["gateway.late"], secret: "whsec_AAAA", createdAt: unixMs(1_800_000_000_000) },
});

onEveryDatabase("a lost key", (database) => {
  /** Two venues whose key is lost, and one that opens. */
  const opening = async () => {
    await database().ask((db) => db.deleteFrom("venue").execute());
    await database().ask((db) => db.deleteFrom("staff_account").execute());
    await database().ask((db) => db.deleteFrom("bulletin_target").execute());
    const under = venueStoreOn(database());
    const [lost, seal] = [sealOfFresh(), sealOfFresh()];
    const well = venueIdOf(randomBytes(16));
    for (const id of [venue, otherVenue])
      await sealedVenues(under, lost).create({ id, state: "live", setup: textOf(id) });
    await sealedVenues(under, seal).create({ id: well, state: "draft", setup: textOf(well) });
    const said: string[] = [];
    const say = (line: string) => said.push(line);
    const secrets = keptSecretsOn(database());
    const ports = { venues: under, secrets, seal, random, say, complain: say };
    const find = async (id: VenueId) =>
      JSON.parse((await sealedVenues(under, seal).find(id))?.setup ?? "{}") as object;
    return { under, seal, well, ports, said, find };
  };
  const lies = (under: ReturnType<typeof venueStoreOn>, ids: readonly VenueId[]) =>
    Promise.all(ids.map((id) => under.find(id)));

  it("is said with all that is lost, and nothing is changed without --yes", async () => {
    const { under, well, ports, said } = await opening();
    const before = await lies(under, [venue, otherVenue, well]);
    expect(await replaceLost(ports, { which: "all", yes: false })).toBe(1);
    const text = said.join("\n");
    for (const word of [venue, otherVenue, setup.name, "stock", "join codes", "zone codes"])
      expect(text).toContain(word);
    expect(text).toMatch(/Nothing has been changed.*--yes/);
    expect(text).not.toContain(well);
    expect(await lies(under, [venue, otherVenue, well])).toEqual(before);
  });

  it("leaves a venue its open parts and fresh secrets, and shut doors", async () => {
    const { under, seal, well, ports, find } = await opening();
    const [untouched] = await lies(under, [well]);
    await expect(reseal(ports, seal)).rejects.toThrow(/npm run lost-key/);
    expect(await replaceLost(ports, { which: "all", yes: true })).toBe(0);
    await reseal(ports, seal);
    const { stock, poolKey: _pool, joinCodes, ...open } = JSON.parse(textOf(venue));
    expect(stock.length + joinCodes.length).toBeGreaterThan(2);
    const renewed = (await find(venue)) as { readonly codeSecret: string };
    expect(renewed).toEqual({ ...open, needsCode: true, codeSecret: expect.any(String) });
    expect(renewed.codeSecret).toMatch(/^[\w-]{43}$/);
    expect(renewed.codeSecret).not.toBe(codeSecret);
    expect(await find(otherVenue)).not.toMatchObject({ codeSecret: renewed.codeSecret });
    expect((await under.find(venue))?.setup).not.toContain(renewed.codeSecret);
    expect((await under.find(venue))?.state).toBe("live");
    expect(await lies(under, [well])).toEqual([untouched]);
    expect(await replaceLost(ports, { which: "all", yes: true })).toBe(0);
  });

  it("replaces those of one venue alone, and refuses one whose secrets open", async () => {
    const { under, seal, well, ports, said } = await opening();
    const [other] = await lies(under, [otherVenue]);
    expect(await replaceLost(ports, { which: well, yes: true })).toBe(1);
    expect(said.join()).toContain("its secrets open");
    expect(await replaceLost(ports, { which: venue, yes: true })).toBe(0);
    expect(await lies(under, [otherVenue])).toEqual([other]);
    await expect(reseal(ports, seal)).rejects.toThrow(/1 stored venue/);
  });

  it("takes away second factors and webhooks that are lost, and no other", async () => {
    const { seal, ports, said } = await opening();
    const lost = sealOfFresh();
    const [anna, bo] = [account("Anna"), account("Bo")];
    const [old, gone, kept] = [webhook(venue), webhook(otherVenue), webhook(otherVenue)];
    await sealedStaff(staffStoreOn(database()), lost).createAccount(anna);
    await sealedStaff(staffStoreOn(database()), seal).createAccount(bo);
    for (const target of [old, gone])
      await sealedBulletins(bulletinStoreOn(database()), lost).addTarget(target);
    await sealedBulletins(bulletinStoreOn(database()), seal).addTarget(kept);
    await expect(reseal(ports, seal)).rejects.toThrow(
      "2 stored venue(s), 2 second factor(s), 2 webhook(s)",
    );
    const staff = sealedStaff(staffStoreOn(database()), seal);
    const bulletins = sealedBulletins(bulletinStoreOn(database()), seal);

    expect(await replaceLost(ports, { which: otherVenue, yes: true })).toBe(0);
    expect(await bulletins.targets(otherVenue)).toEqual([kept]);
    expect(await bulletins.targets(venue)).toHaveLength(1);
    expect((await staff.accountWith(anna.id))?.factor).toMatch(/^sealed:/);

    expect(await replaceLost(ports, { which: "all", yes: true })).toBe(0);
    expect(said.join("\n")).toMatch(/second factor of the account "Anna"/);
    expect(said.join("\n")).not.toMatch(/"Bo"/);
    expect(await bulletins.targets(venue)).toEqual([]);
    const { factor: _lost, newFactor: _begun, ...rest } = anna;
    expect(await staff.accountWith(anna.id)).toEqual(rest);
    expect(await staff.accountWith(bo.id)).toEqual(bo);
    await reseal(ports, seal);
  });

  it("lets a venue as it is that somebody has changed meanwhile", async () => {
    const { under, ports, said } = await opening();
    const changing = {
      ...under,
      find: async (id: VenueId) => {
        const found = await under.find(id);
        await under.edit(id, found?.version ?? 0, { state: "archived" });
        return found;
      },
    };
    const [before] = await lies(under, [venue]);
    expect(await replaceLost({ ...ports, venues: changing }, { which: venue, yes: true })).toBe(1);
    expect(said.join()).toContain("changed meanwhile");
    expect((await under.find(venue))?.setup).toBe(before?.setup);
  });
});

describe("the command of a lost key", () => {
  let folders: PgliteFolders;
  beforeAll(async () => {
    folders = await pgliteFolders();
  }, AT_MOST_MS);
  afterAll(() => folders.remove());

  const command = fileURLToPath(new URL("../../src/command/lost-key.ts", import.meta.url));
  const run = (args: readonly string[], env: Readonly<Record<string, string>>) =>
    promisify(execFile)(
      process.execPath,
      ["--conditions=@sighej/source", "--import", "tsx", command, ...args],
      { env: { PATH: process.env.PATH, ...env } },
    ).then(
      ({ stdout }) => ({ code: 0, said: stdout }),
      ({ code, stdout, stderr }) => ({ code: Number(code), said: `${stdout}${stderr}` }),
    );

  it(
    "has a matcher start again whose key was lost, with the venue and without its stock",
    async () => {
      const path = await folders.made();
      const config = { aggregates: { kind: "folder", path } } as const;
      const env = { SIGHEJ_AGGREGATES_FOLDER: path };
      const first = await startMatcher(config);
      const { id: _id, ...from } = lending;
      await makeVenue(first, { ...from, id: otherVenue });
      const inUse = await run(["--all"], env);
      expect([inUse.code, inUse.said]).toEqual([1, expect.stringContaining("lost-key: ")]);
      await first.stop();

      await rm(join(path, "setup.key"));
      await expect(startMatcher(config)).rejects.toMatchObject({
        ...{ code: "wrong-key", message: expect.stringContaining("npm run lost-key") },
      });
      expect(await run(["--all"], env)).toMatchObject({ code: 1 });
      await expect(startMatcher(config)).rejects.toMatchObject({ code: "wrong-key" });
      const done = await run(["--venue", otherVenue, "--yes"], env);
      expect([done.code, done.said]).toEqual([0, expect.stringContaining("replaced: venue")]);

      const again = await startMatcher(config);
      const served = again.ports.venues.all.get(otherVenue)?.setup;
      expect(served).toMatchObject({ name: lending.name, needsCode: true });
      expect([served?.stock, served?.joinCodes, served?.poolKey]).toEqual([
        ...[undefined, undefined, undefined],
      ]);
      const made = await again.call("POST", `/api/v1/admin/venue/${otherVenue}/stock`, {
        ...{ bearer: adminCode, body: { count: 2 } },
      });
      expect(made.status).toBe(201);
      await again.stop();
    },
    AT_MOST_MS,
  );

  it("says what is wrong with its settings, and makes no database where there was none", async () => {
    expect(await run(["--all"], {})).toEqual({
      code: 2,
      said: "lost-key: SIGHEJ_AGGREGATES_FOLDER, SIGHEJ_POSTGRES_URL: expected one of them\n",
    });
    const url = "postgres://nobody@127.0.0.1:1/none";
    const without = await run(["--all"], { SIGHEJ_POSTGRES_URL: url });
    expect([without.code, without.said]).toEqual([
      ...[2, expect.stringContaining("SIGHEJ_SETUP_KEY_FILE")],
    ]);
    const path = join(await folders.fresh(), "none");
    const nowhere = await run(["--all"], { SIGHEJ_AGGREGATES_FOLDER: path });
    expect([nowhere.code, nowhere.said]).toEqual([
      ...[2, expect.stringContaining("SIGHEJ_AGGREGATES_FOLDER")],
    ]);
    expect(await run(["--yes"], {})).toMatchObject({ code: 2 });
  }, 60_000);
});
