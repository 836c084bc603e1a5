/**
 * Ledger: which of a session's contributions still count. Pure; a small value that lives and dies
 * with the session, and is handed on when it is extended.
 *
 * The first contributions count, up to the clamp of each metric. It says how much, never what or
 * where. It must be stored before what it allowed is counted: a crash between the two then loses a
 * contribution and never counts one too many.
 */
import { type Decoded, decoded, refused, type UnixMs, unixMs } from "@sighej/protocol";
import { budget } from "./budget.ts";
import { type Metric, metrics } from "./cells.ts";

interface Entry {
  /** Contributions counted, 0 to the clamp. */
  readonly spent: number;
  /** The next one counts from then on; 0 where none has to wait. */
  readonly from: UnixMs;
}

export type Ledger = Readonly<Record<Metric, Entry>>;

const ledgerFrom = (entryOf: (metric: Metric) => Entry): Ledger => ({
  sessions: entryOf("sessions"),
  sightings: entryOf("sightings"),
  encounters: entryOf("encounters"),
  nudges: entryOf("nudges"),
  "yes-yes": entryOf("yes-yes"),
  hellos: entryOf("hellos"),
  interests: entryOf("interests"),
});

export const freshLedger: Ledger = ledgerFrom(() => ({ spent: 0, from: unixMs(0) }));

/** Nothing counts any more: for a session whose ledger cannot be read. */
export const usedUp: Ledger = ledgerFrom((metric) => ({
  spent: budget[metric].clamp,
  from: unixMs(0),
}));

/** Whether one more contribution would count. */
export const mayCount = (ledger: Ledger, metric: Metric, now: UnixMs): boolean =>
  ledger[metric].spent < budget[metric].clamp && now >= ledger[metric].from;

/** The ledger after one more contribution; undefined when that one does not count. */
export function spend(ledger: Ledger, metric: Metric, now: UnixMs): Ledger | undefined {
  if (!mayCount(ledger, metric, now)) return undefined;
  const { apart } = budget[metric];
  const next = {
    spent: ledger[metric].spent + 1,
    from: unixMs(apart === 0 ? 0 : now + apart),
  };
  return { ...ledger, [metric]: next };
}

/** `spent` or `spent@from` per metric, in the order of `metrics`, between blanks. */
export const encodeLedger = (ledger: Ledger): string =>
  metrics
    .map((metric) => {
      const { spent, from } = ledger[metric];
      return from === 0 ? String(spent) : `${spent}@${from}`;
    })
    .join(" ");

const entryText = /^(\d{1,3})(?:@(\d{1,16}))?$/;

/** Refuses what no ledger encodes to; take `usedUp` then. */
export function decodeLedger(text: unknown): Decoded<Ledger> {
  const parts = typeof text === "string" ? text.split(" ") : [];
  if (parts.length !== metrics.length)
    return refused("bad-field", "ledger: expected one entry each");
  const entries = new Map<Metric, Entry>();
  for (const [at, metric] of metrics.entries()) {
    const [, spentText, fromText = "0"] = entryText.exec(parts[at] ?? "") ?? [];
    const [spent, from] = [Number(spentText), Number(fromText)];
    if (!(spent <= budget[metric].clamp) || !Number.isSafeInteger(from))
      return refused("bad-field", "ledger: expected counts up to their clamps");
    entries.set(metric, { spent, from: unixMs(from) });
  }
  return decoded(ledgerFrom((metric) => entries.get(metric) ?? usedUp[metric]));
}
