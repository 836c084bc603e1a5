/**
 * Staff: who is signed in on this page, as a rune, and how that begins and ends.
 */
import { type SignedIn, type StaffRole, staffRoles } from "@sighej/protocol";
import { stopListening } from "./alerts.ts";
import { ownerNeeded, signOut, viewMe } from "./api/account.ts";
import { type Answer, askAs } from "./api/ask.ts";
import type { Trouble } from "./trouble.ts";

export type Standing =
  /** Not known yet. */
  | { readonly kind: "asking" }
  /** The matcher could not be asked. */
  | { readonly kind: "away"; readonly trouble: Trouble }
  /** Nobody has an account here: the first one is made by the printed code. */
  | { readonly kind: "first" }
  /** `ended`: there was a session, and it is over. */
  | { readonly kind: "out"; readonly ended: boolean }
  | { readonly kind: "in"; readonly me: SignedIn };

let standing = $state.raw<Standing>({ kind: "asking" });

export const staff = {
  get standing(): Standing {
    return standing;
  },
  /** Who is signed in. Throws where nobody is: screens are shown to somebody only. */
  get me(): SignedIn {
    if (standing.kind !== "in") throw new Error("nobody is signed in");
    return standing.me;
  },
};

/** Roles are in one order: each may do what those before it may. */
const mayAs = (role: StaffRole, least: StaffRole): boolean =>
  staffRoles.indexOf(role) >= staffRoles.indexOf(least);

/** Whether who is signed in may do what `least` may. */
export const may = (least: StaffRole): boolean =>
  standing.kind === "in" && mayAs(standing.me.role, least);

/** Asks the matcher who is signed in here; not as whom before somebody is, which it would refuse. */
export async function lookWho(): Promise<void> {
  const entrance = await ownerNeeded();
  if (!entrance.ok) {
    standing = { kind: "away", trouble: entrance.trouble };
    return;
  }
  if (!entrance.value.signedIn) {
    standing = entrance.value.needed ? { kind: "first" } : { kind: "out", ended: false };
    return;
  }
  const me = await viewMe();
  if (me.ok) enter(me.value);
  else if (me.trouble.kind === "signed-out") standing = { kind: "out", ended: true };
  else standing = { kind: "away", trouble: me.trouble };
}

export function enter(me: SignedIn): void {
  askAs(me.csrf ?? "", () => {
    if (standing.kind === "in") leave(true);
  });
  standing = { kind: "in", me };
}

/** A session that the matcher has ended already is a success. */
export async function goOut(): Promise<Answer<undefined>> {
  const answer = await signOut();
  // The matcher has let go of its half; whoever signs in next here has not asked for it.
  void stopListening();
  if (answer.ok || answer.trouble.kind === "signed-out") leave(false);
  return answer;
}

function leave(ended: boolean): void {
  askAs("", () => undefined);
  standing = { kind: "out", ended };
}
