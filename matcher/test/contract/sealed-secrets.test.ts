/**
 * Sealed secrets: what lies in a database of second factors and webhooks, and what a start does to what
 * lies there plain, by an older key, by another key or damaged.
 */
import { randomBytes } from "node:crypto";
import { base64urlOf, seconds, unixMs } from "@sighej/protocol";
import { expect, it } from "vitest";
import { bulletinStoreOn } from "../../src/adapters/pg/bulletin-store.ts";
import type { Database } from "../../src/adapters/pg/database.ts";
import { keptSecretsOn } from "../../src/adapters/pg/kept-secrets.ts";
import { staffStoreOn } from "../../src/adapters/pg/staff-store.ts";
import { venueStoreOn } from "../../src/adapters/pg/venue-store.ts";
import { aesGcmSeal } from "../../src/adapters/seal/aes-gcm.ts";
import { totpFactors } from "../../src/adapters/staff/factors.ts";
import type { BulletinTarget } from "../../src/bulletin-ports.ts";
import { reseal } from "../../src/flows/reseal.ts";
import { sealedBulletins } from "../../src/flows/sealed-bulletins.ts";
import { sealedStaff } from "../../src/flows/sealed-staff.ts";
import type { Account } from "../../src/staff-ports.ts";
import { random } from "../../src/wiring/machine.ts";
import { venue } from "../fixtures.ts";
import { bulletinStoreContract } from "./bulletin-store.contract.ts";
import { onEveryDatabase } from "./databases.ts";
import { staffStoreContract } from "./staff-store.contract.ts";

const freshKey = () => new Uint8Array(randomBytes(32));
const [own, newest] = [freshKey(), freshKey()];
const seal = aesGcmSeal([own], random);
const now = unixMs(1_800_000_000_000);

const [factor, newFactor, secret] = ["JBSWY3DPEHPK3PXP", "KRSXG5CTMVRXEZLU", "whsec_c2VjcmV0"];
const account = (name: string): Account => ({
  ...{ id: base64urlOf(random(16)), name, role: "owner", venues: "all", disabled: false },
  ...{ passwordHash: "$argon2id$", createdAt: now, factor, newFactor },
});
const webhook = (): BulletinTarget => ({
  ...{ id: base64urlOf(random(12)), venue, kind: "webhook", address: "https://a.example/hook" },
  ...{ topics: ["gateway.late"], secret, createdAt: now },
});

onEveryDatabase("sealed secrets", (database, replica) => {
  const empty = async () => {
    await database().ask((db) => db.deleteFrom("staff_account").execute());
    await database().ask((db) => db.deleteFrom("staff_token").execute());
    await database().ask((db) => db.deleteFrom("audit_note").execute());
    await database().ask((db) => db.deleteFrom("bulletin_target").execute());
    const staff = sealedStaff(staffStoreOn(database()), seal);
    return { staff, bulletins: sealedBulletins(bulletinStoreOn(database()), seal) };
  };
  const lies = async () => {
    const kept = await Promise.all(keptSecretsOn(database()).map((each) => each.all()));
    return kept.flat().map(({ text }) => text);
  };
  const plain = [factor, newFactor, secret];
  const start = (by: typeof seal, of: Database = database()) =>
    reseal({ venues: venueStoreOn(of), secrets: keptSecretsOn(of) }, by);

  staffStoreContract(async () => (await empty()).staff);
  bulletinStoreContract(() => sealedBulletins(bulletinStoreOn(database()), seal));

  it("are told whole wherever an account or target is, and lie there hidden", async () => {
    const { staff, bulletins } = await empty();
    const [anna, hook] = [account("Anna"), webhook()];
    await staff.createAccount(anna);
    await bulletins.addTarget(hook);
    const first = await lies();
    expect(first.map((text) => text.slice(0, 7))).toEqual(Array(3).fill("sealed:"));
    for (const each of plain) expect(first.join()).not.toContain(each);

    const session = { digest: "digest", account: anna.id, usedAt: now, expiresAt: unixMs(now + 9) };
    await staff.openSession(session);
    expect(await staff.findSession("digest", now)).toEqual({ session, account: anna });
    expect(await staff.accounts()).toEqual([anna]);
    expect(await staff.accountNamed("anna")).toEqual(anna);
    expect(await bulletins.targets(venue)).toEqual([hook]);
    const delivery = { id: "one", venue, target: hook.id, message: "m", body: "{}", madeAt: now };
    await bulletins.enqueue([{ ...delivery, kind: "gateway.late" }]);
    const [due] = await bulletins.claim(unixMs(now + seconds(1)), 1);
    expect(due?.to.secret).toBe(secret);

    await staff.editAccount(anna.id, { factor: newFactor, newFactor: null });
    expect(await staff.accountWith(anna.id)).toMatchObject({ factor: newFactor });
    expect((await lies()).join()).not.toContain(newFactor);
  });

  it("are sealed at the next start when they lay there plain, and once only", async () => {
    const { staff, bulletins } = await empty();
    const [anna, hook] = [account("Anna"), webhook()];
    await staffStoreOn(database()).createAccount(anna);
    await bulletinStoreOn(database()).addTarget(hook);
    expect(await lies()).toEqual(plain);
    expect(await staff.accountWith(anna.id)).toEqual(anna);
    expect(await bulletins.targets(venue)).toEqual([hook]);
    await Promise.all([start(seal), start(seal, replica())]);
    const sealed = await lies();
    for (const each of plain) expect(sealed).not.toContain(each);
    expect(await staff.accountWith(anna.id)).toEqual(anna);
    expect(await bulletins.targets(venue)).toEqual([hook]);
    await start(seal);
    expect(await lies()).toEqual(sealed);
  });

  it("are sealed by the newest key once there is another, and open by it alone then", async () => {
    const { staff } = await empty();
    const anna = account("Anna");
    await staff.createAccount(anna);
    await start(aesGcmSeal([newest, own], random));
    const next = sealedStaff(staffStoreOn(database()), aesGcmSeal([newest], random));
    expect(await next.accountWith(anna.id)).toEqual(anna);
    const before = await lies();
    await expect(start(seal)).rejects.toMatchObject({
      code: "wrong-key",
      message: expect.stringMatching(/^SIGHEJ_SETUP_KEY_FILE: .*2 second factor.*lost-key/),
    });
    expect(await lies()).toEqual(before);
  });

  it("open in no other row, and one that is damaged lets nobody in without digits", async () => {
    const { staff } = await empty();
    const [anna, eve] = [account("Anna"), account("Eve")];
    await staff.createAccount(anna);
    const [stolen = ""] = await lies();
    await staffStoreOn(database()).createAccount({ ...eve, factor: stolen, newFactor: undefined });
    await start(seal);
    const found = await staff.accountWith(eve.id);
    expect(found?.factor).toBe(stolen);
    expect(totpFactors.stepOf(stolen, "123456", now)).toBeUndefined();
  });
});
