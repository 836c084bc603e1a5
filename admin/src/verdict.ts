/**
 * Verdict: turns the state of a venue's gateways into one sentence for its heading: what is wrong, the
 * worst first, everything by its name; or that nothing is.
 */
import type { Gateways } from "@sighej/protocol";
import * as m from "./paraglide/messages.js";
import { listText } from "./words.ts";

type Listed = Gateways["gateways"][number];

/** A heading names this many of a kind; of more it says how many there are. */
const NAMED_AT_MOST = 4;

export interface Verdict {
  readonly sentence: string;
  readonly worst: "ok" | "late" | "silent";
}

export function verdictOn(gateways: readonly Listed[]): Verdict {
  const watched = gateways.filter(({ health }) => health.state !== "shut-out");
  if (watched.length === 0) return { sentence: m.verdict_none(), worst: "late" };
  const named = (kept: (each: Listed) => boolean) => watched.filter(kept).map(({ name }) => name);
  const isAway = ({ health }: Listed, state: string) =>
    health.state === state && health.reason !== "no-radio";
  const silent = named((each) => isAway(each, "silent"));
  const late = named((each) => isAway(each, "late"));
  const deaf = named(({ health }) => health.reason === "no-radio");
  const waiting = named(({ health }) => health.state === "waiting");
  const faulty = named(({ health, faults }) => health.state === "ok" && (faults ?? []).length > 0);
  const said = (names: readonly string[], say: (said: Said) => string) =>
    names.length === 0 ? [] : [say({ names: namesText(names), count: names.length })];
  const parts = [
    ...said(silent, m.verdict_silent),
    ...said(deaf, m.verdict_deaf),
    ...said(late, m.verdict_late),
    ...said(faulty, m.verdict_faulty),
    ...said(waiting, m.verdict_waiting),
  ];
  if (parts.length === 0) return { sentence: m.verdict_well(), worst: "ok" };
  const wrong = silent.length + deaf.length + late.length + faulty.length + waiting.length;
  const rest = wrong < watched.length ? ` ${m.verdict_rest()}` : "";
  return {
    sentence: `${sentenceCase(listText(parts))}.${rest}`,
    worst: watched.some(({ health }) => health.state === "silent") ? "silent" : "late",
  };
}

interface Said {
  readonly names: string;
  readonly count: number;
}

function namesText(names: readonly string[]): string {
  if (names.length <= NAMED_AT_MOST) return listText(names);
  const others = names.length - (NAMED_AT_MOST - 1);
  return listText([...names.slice(0, NAMED_AT_MOST - 1), m.verdict_others({ count: others })]);
}

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
