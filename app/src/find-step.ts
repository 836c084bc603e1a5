/**
 * Find step: `open-step.ts` for what a session is found by, and what this phone hears itself. Pure.
 */
import { type Step, to } from "./deed.ts";
import { type FindPress, holdsStock, isStock, type StockBinding } from "./finding.ts";
import type { Input } from "./input.ts";
import type { Open } from "./session.ts";

type Came = Extract<Input, { readonly kind: "found" | "not-found" }>;

/** One try at a time. */
export function find(state: Open, by: FindPress): Step {
  if (state.finding.at === "working") return to(state);
  const way = by.kind === "bind" || by.kind === "release" ? "code" : by.kind;
  const { session, paired } = state;
  const binding =
    by.kind === "bind"
      ? by.binding
      : by.kind === "pair"
        ? ({ kind: "badge", ...by.code } as const)
        : undefined;
  // The same badge needs no list to be found in.
  const isPaired = by.kind === "pair" && paired?.badge.id === by.code.id;
  const deed = isPaired ? { ...by, device: paired.device } : by;
  // What was given back is not offered again.
  const lent = by.kind === "release" && by.carrier === state.lent?.kind ? undefined : state.lent;
  return to(
    { ...state, lent, finding: { at: "working", way, binding } },
    { do: "find", session, by: deed },
  );
}

/** What came of it. A thing of the stock is remembered, for a session that takes this one's place. */
export function found(state: Open, came: Came): Step {
  const { finding } = state;
  const binding = finding.at === "working" ? finding.binding : undefined;
  if (came.kind === "not-found") {
    const failed = { at: "failed", way: came.way, trouble: came.trouble } as const;
    // Pressed where no trouble is told: it is told where there are other ways.
    const view = binding !== undefined && binding === state.lent ? "find" : state.view;
    // Out of reach, or another badge by now: the next try shows the list again.
    const isThere = came.way !== "pair" || came.trouble === "bt-not-pairing";
    return to({ ...state, finding: failed, view, paired: isThere ? state.paired : undefined });
  }
  const done = { at: "done", way: came.way, battery: came.battery } as const;
  const stock = binding !== undefined && isStock(binding) ? binding : undefined;
  const hearing = state.hearing || came.way === "hear";
  const { device } = came;
  if (stock !== undefined && device !== undefined)
    return to({ ...state, finding: done, hearing, paired: { badge: stock, device } });
  return to({ ...state, finding: done, hearing, lent: stock ?? state.lent });
}

export const stopHearing = (state: Open): Step =>
  to({ ...state, hearing: false, finding: { at: "idle" } }, { do: "unhear" });

/** The badge or tag of the session before, which this one could have too. */
export const lentBefore = ({ lent, session, finding }: Open): StockBinding | undefined =>
  finding.at === "working" || holdsStock(session.view) ? undefined : lent;
