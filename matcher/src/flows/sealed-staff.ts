/**
 * Sealed staff: a staff store whose second factors lie in another one sealed. Whoever reads the
 * database makes no digits of anybody's.
 */
import type { Seal } from "../seal-ports.ts";
import type { Account, AccountChange, StaffStore } from "../staff-ports.ts";
import { openedText, sealedText } from "./sealed-texts.ts";

export function sealedStaff(under: StaffStore, seal: Seal): StaffStore {
  const close = (id: string, text: string | null | undefined) =>
    typeof text === "string" ? sealedText(seal, "second factor", id, text) : text;
  const open = (id: string, text: string | undefined) =>
    text === undefined ? undefined : openedText(seal, "second factor", id, text);
  const opened = (account: Account): Account => ({
    ...account,
    factor: open(account.id, account.factor),
    newFactor: open(account.id, account.newFactor),
  });
  const closed = <T extends AccountChange | Account>(id: string, from: T): T => ({
    ...from,
    factor: close(id, from.factor),
    newFactor: close(id, from.newFactor),
  });
  return {
    ...under,
    createAccount: (account, first) => under.createAccount(closed(account.id, account), first),
    accounts: async () => (await under.accounts()).map(opened),
    accountNamed: async (name) => openedIf(opened, await under.accountNamed(name)),
    accountWith: async (id) => openedIf(opened, await under.accountWith(id)),
    accountElsewhere: async (person) => openedIf(opened, await under.accountElsewhere(person)),
    editAccount: (id, change, signsOut) => under.editAccount(id, closed(id, change), signsOut),
    findSession: async (digest, now) => {
      const found = await under.findSession(digest, now);
      return found && { ...found, account: opened(found.account) };
    },
  };
}

const openedIf = (opened: (account: Account) => Account, found: Account | undefined) =>
  found && opened(found);
