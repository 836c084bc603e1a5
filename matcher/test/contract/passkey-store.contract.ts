/**
 * What every `PasskeyStore` and `HandshakeStore` does: passkeys that are one account's, counters that
 * only grow, and what is begun finished once.
 */
import { randomBytes } from "node:crypto";
import { minutes, PASSKEYS_MAX, unixMs } from "@sighej/protocol";
import { expect, it } from "vitest";
import {
  type Handshake,
  type HandshakeStore,
  MAX_HANDSHAKES,
  type Passkey,
  type PasskeyStore,
} from "../../src/passkey-ports.ts";
import type { Account, StaffStore } from "../../src/staff-ports.ts";

const now = unixMs(1_800_000_000_000);
const later = (time: number) => unixMs(now + time);
const word = () => randomBytes(16).toString("base64url");

export interface PasskeyStores {
  readonly staff: StaffStore;
  readonly passkeys: PasskeyStore;
  readonly handshakes: HandshakeStore;
}

const passkeyOf = (account: Account, from: Partial<Passkey> = {}): Passkey => ({
  id: word(),
  account: account.id,
  name: "My laptop",
  publicKey: word(),
  counter: 4_294_967_294,
  transports: ["internal", "hybrid"],
  site: "venue.example",
  createdAt: now,
  ...from,
});
const handshakeOf = (from: Partial<Handshake> = {}): Handshake => ({
  digest: word(),
  kind: "passkey",
  expiresAt: later(minutes(5)),
  ...from,
});

/** `fresh`: stores with nothing in them. */
export function passkeyStoreContract(fresh: () => Promise<PasskeyStores>): void {
  const accountIn = async ({ staff }: PasskeyStores): Promise<Account> => {
    const account: Account = {
      ...{ id: word(), name: `Anna ${word()}`, role: "host", venues: "all" },
      ...{ passwordHash: "$argon2id$", disabled: false, createdAt: now },
    };
    await staff.createAccount(account);
    return account;
  };

  it("keeps passkeys of an account as they were added, oldest first, and nobody else's", async () => {
    const stores = await fresh();
    const [anna, bo] = [await accountIn(stores), await accountIn(stores)];
    const [second, first] = [passkeyOf(anna, { createdAt: later(1) }), passkeyOf(anna)];
    for (const each of [second, first]) expect(await stores.passkeys.add(each)).toBe("added");
    expect(await stores.passkeys.ofAccount(anna.id)).toEqual([first, second]);
    expect(await stores.passkeys.ofAccount(bo.id)).toEqual([]);
    expect(await stores.passkeys.find(first.id)).toEqual(first);
    expect(await stores.passkeys.find(word())).toBeUndefined();
    expect([...(await stores.passkeys.holders())]).toEqual([anna.id]);
    expect(await stores.passkeys.add(passkeyOf(bo, { id: first.id }))).toBe("taken");
  });

  it("takes so many of an account, however many are added at once", async () => {
    const stores = await fresh();
    const anna = await accountIn(stores);
    const added = await Promise.all(
      Array.from({ length: PASSKEYS_MAX + 2 }, () => stores.passkeys.add(passkeyOf(anna))),
    );
    expect(added.filter((each) => each === "added")).toHaveLength(PASSKEYS_MAX);
    expect(added.filter((each) => each === "full")).toHaveLength(2);
  });

  it("renames and removes only what is of that account", async () => {
    const stores = await fresh();
    const [anna, bo] = [await accountIn(stores), await accountIn(stores)];
    const [key, other] = [passkeyOf(anna), passkeyOf(anna)];
    for (const each of [key, other]) await stores.passkeys.add(each);
    expect(await stores.passkeys.rename(bo.id, key.id, "Mine")).toBe(false);
    expect(await stores.passkeys.remove(bo.id, key.id)).toBe(false);
    expect(await stores.passkeys.rename(anna.id, key.id, "Safe")).toBe(true);
    expect((await stores.passkeys.find(key.id))?.name).toBe("Safe");
    expect(await stores.passkeys.remove(anna.id, key.id)).toBe(true);
    expect(await stores.passkeys.remove(anna.id, key.id)).toBe(false);
    expect(await stores.passkeys.ofAccount(anna.id)).toEqual([other]);
    await stores.passkeys.removeAll(anna.id);
    expect(await stores.passkeys.ofAccount(anna.id)).toEqual([]);
  });

  it("takes a counter that grows, up to 32 bits, and zero only after zero", async () => {
    const stores = await fresh();
    const anna = await accountIn(stores);
    const [counting, synced] = [passkeyOf(anna), passkeyOf(anna, { counter: 0 })];
    for (const each of [counting, synced]) await stores.passkeys.add(each);
    const use = (key: Passkey, counter: number) => stores.passkeys.use(key.id, counter, later(9));
    expect(await use(counting, 4_294_967_294)).toBe(false);
    expect(await use(counting, 0)).toBe(false);
    const both = await Promise.all([use(counting, 4_294_967_295), use(counting, 4_294_967_295)]);
    expect(both.toSorted()).toEqual([false, true]);
    expect(await use(synced, 0)).toBe(true);
    expect(await use(synced, 0)).toBe(true);
    expect(await use(synced, 1)).toBe(true);
    expect(await use(synced, 0)).toBe(false);
    expect(await stores.passkeys.find(counting.id)).toEqual({
      ...counting,
      counter: 4_294_967_295,
      usedAt: later(9),
    });
    expect(await stores.passkeys.use(word(), 1, now)).toBe(false);
  });

  it("finishes what was begun once, in time, and as what it was begun", async () => {
    const { handshakes, ...stores } = await fresh();
    const { id: account } = await accountIn({ handshakes, ...stores });
    const [plain, own] = [handshakeOf(), handshakeOf({ kind: "new-passkey", account })];
    for (const each of [plain, own]) expect(await handshakes.begin(each, now)).toBe("begun");
    expect(await handshakes.finish(own.digest, "passkey", now)).toBeUndefined();
    expect(await handshakes.finish(own.digest, "new-passkey", now)).toEqual(own);
    const both = await Promise.all([
      handshakes.finish(plain.digest, "passkey", now),
      handshakes.finish(plain.digest, "passkey", now),
    ]);
    expect(both.filter((each) => each !== undefined)).toEqual([plain]);
    const late = handshakeOf();
    await handshakes.begin(late, now);
    expect(await handshakes.finish(late.digest, "passkey", late.expiresAt)).toBeUndefined();
    expect(await handshakes.finish(late.digest, "passkey", now)).toBeUndefined();
  });

  it("keeps so many open, and forgets those that are over", async () => {
    const { handshakes } = await fresh();
    for (let at = 0; at < MAX_HANDSHAKES; at++) await handshakes.begin(handshakeOf(), now);
    expect(await handshakes.begin(handshakeOf(), later(minutes(4)))).toBe("full");
    expect(await handshakes.begin(handshakeOf(), later(minutes(5)))).toBe("begun");
    const old = handshakeOf({ expiresAt: later(1) });
    await handshakes.begin(old, now);
    await handshakes.forget(later(2));
    expect(await handshakes.finish(old.digest, "passkey", now)).toBeUndefined();
  }, 60_000);
}
