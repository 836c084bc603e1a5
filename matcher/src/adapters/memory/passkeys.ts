/**
 * Memory passkeys: the reference implementation of `PasskeyStore` and `HandshakeStore`; everything in
 * it ends with the process.
 */
import { PASSKEYS_MAX } from "@sighej/protocol";
import {
  type Handshake,
  type HandshakeStore,
  MAX_HANDSHAKES,
  type Passkey,
  type PasskeyStore,
} from "../../passkey-ports.ts";

export function memoryPasskeys(): PasskeyStore {
  const passkeys = new Map<string, Passkey>();
  const ofAccount = (account: string) =>
    [...passkeys.values()].filter((each) => each.account === account);
  const edit = (account: string, id: string, change: (passkey: Passkey) => void): boolean => {
    const passkey = passkeys.get(id);
    if (passkey?.account !== account) return false;
    change(passkey);
    return true;
  };
  return {
    add: async (passkey) => {
      if (passkeys.has(passkey.id)) return "taken";
      if (ofAccount(passkey.account).length >= PASSKEYS_MAX) return "full";
      passkeys.set(passkey.id, passkey);
      return "added";
    },
    ofAccount: async (account) => ofAccount(account).sort((a, b) => a.createdAt - b.createdAt),
    find: async (id) => passkeys.get(id),
    holders: async () => new Set([...passkeys.values()].map(({ account }) => account)),
    rename: async (account, id, name) =>
      edit(account, id, (passkey) => passkeys.set(id, { ...passkey, name })),
    remove: async (account, id) => edit(account, id, () => passkeys.delete(id)),
    removeAll: async (account) => {
      for (const { id } of ofAccount(account)) passkeys.delete(id);
    },
    use: async (id, counter, now) => {
      const passkey = passkeys.get(id);
      if (passkey === undefined) return false;
      if (counter <= passkey.counter && counter + passkey.counter > 0) return false;
      passkeys.set(id, { ...passkey, counter, usedAt: now });
      return true;
    },
  };
}

export function memoryHandshakes(): HandshakeStore {
  const open = new Map<string, Handshake>();
  const forget = (now: number) => {
    for (const { digest, expiresAt } of open.values()) if (now >= expiresAt) open.delete(digest);
  };
  return {
    begin: async (handshake, now) => {
      forget(now);
      if (open.size >= MAX_HANDSHAKES) return "full";
      open.set(handshake.digest, handshake);
      return "begun";
    },
    finish: async (digest, kind, now) => {
      const handshake = open.get(digest);
      if (handshake?.kind !== kind) return undefined;
      open.delete(digest);
      return now < handshake.expiresAt ? handshake : undefined;
    },
    forget: async (now) => forget(now),
  };
}
