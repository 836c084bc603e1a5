/**
 * Contribute: turns what sessions did into counts, each as far as its ledger in the store allows.
 *
 * The ledger is written first and the count follows: a crash in between loses a contribution, and
 * nothing is ever counted that a ledger does not know of. A session's contributions are taken one
 * after the other; those that come meanwhile wait together and then cost one call.
 */
import type { SessionId, VenueId } from "@sighej/protocol";
import type { Contribute } from "../aggregate-ports.ts";
import { budget } from "../domain/aggregate/budget.ts";
import { axisOf, type Cell, keyOf } from "../domain/aggregate/cells.ts";
import { type Ledger, spend } from "../domain/aggregate/ledger.ts";
import { type Tally, tallyCell } from "../domain/aggregate/tally.ts";
import { type Clock, type Count, MAX_SESSIONS, type Report, type SessionStore } from "../ports.ts";
import type { Venues } from "./venues.ts";

/** Store calls side by side: a hall of 1,000 that comes in at once is through in a second. */
const AT_ONCE = 32;
/** Sessions whose contributions wait: as many as a venue may have. */
const MOST_WAITING = MAX_SESSIONS;
/** Another matcher has spent of the ledger meanwhile: again, by what it left. Seldom even once. */
const TRIES = 3;

export interface ContributePorts {
  readonly venues: Venues;
  readonly sessions: Pick<SessionStore, "find" | "spend">;
  readonly tallies: ReadonlyMap<VenueId, Tally>;
  readonly clock: Clock;
  readonly count: Count;
  readonly report: Report;
}

export interface Contributions {
  readonly contribute: Contribute;
  /** Takes nothing more. What waits still counts until `given` is aborted; then it is lost. */
  finish(given: AbortSignal): Promise<void>;
}

interface Waiting {
  readonly venue: VenueId;
  readonly cells: Cell[];
}

export function contributionsOf(ports: ContributePorts): Contributions {
  const { venues, sessions, tallies, clock, count, report } = ports;
  const waiting = new Map<SessionId, Waiting>();
  const under = new Set<SessionId>();
  let state: "open" | "finishing" | "over" = "open";
  let failing = false;
  let idle: () => void = () => {};

  const start = () => {
    for (const [session, next] of waiting) {
      if (under.size >= AT_ONCE) return;
      if (under.has(session)) continue;
      waiting.delete(session);
      under.add(session);
      take(session, next)
        .then(
          () => {
            failing = false;
          },
          (cause: unknown) => {
            count("contribution-failed");
            // A store that is away fails for everyone, many times a second.
            if (!failing) report("what people did could not be counted", cause);
            failing = true;
          },
        )
        .finally(() => {
          under.delete(session);
          if (state !== "over") start();
          if (under.size === 0) idle();
        });
    }
  };

  const take = async (session: SessionId, { venue, cells }: Waiting): Promise<void> => {
    if (!tallies.has(venue)) return;
    const member = venues.all.get(venue)?.floor.members.get(session)?.session;
    let known = (member ?? (await sessions.find(venue, session)))?.ledger;
    for (let turn = 0; known !== undefined && turn < TRIES; turn++) {
      const { ledger, allowed } = allowedOf(known, cells, clock());
      if (allowed.length === 0) return;
      if (await sessions.spend(venue, session, known, ledger)) {
        venues.tell(venue, { kind: "spent", session, ledger });
        // Read now: the set-up may have changed meanwhile.
        const tally = tallies.get(venue);
        for (const cell of allowed)
          if (state === "over" || tally === undefined || !tallyCell(tally, cell))
            count("contribution-lost");
        return;
      }
      known = (await sessions.find(venue, session))?.ledger;
      if (known !== undefined) venues.tell(venue, { kind: "spent", session, ledger: known });
    }
    count("contribution-lost");
  };

  return {
    contribute: (venue, session, cells) => {
      const tally = tallies.get(venue);
      if (tally === undefined) return;
      if (state !== "open") {
        count("contribution-lost");
        return;
      }
      const known = waiting.get(session);
      if (known === undefined && waiting.size >= MOST_WAITING) {
        count("contribution-lost");
        return;
      }
      const entry = known ?? { venue, cells: [] };
      // Never spent on a cell that the venue does not have, nor kept in greater number than counts.
      for (const cell of cells)
        if (tally.open[axisOf(cell.metric)].grid.indexOf.has(keyOf(cell)) && hasRoom(entry, cell))
          entry.cells.push(cell);
      if (entry.cells.length > 0) waiting.set(session, entry);
      start();
    },
    finish: async (given) => {
      state = "finishing";
      await new Promise<void>((resolve) => {
        idle = resolve;
        given.addEventListener("abort", () => resolve());
        if (under.size === 0 || given.aborted) resolve();
      });
      state = "over";
      count("contribution-lost", waiting.size);
      waiting.clear();
    },
  };
}

const hasRoom = ({ cells }: Waiting, { metric }: Cell): boolean =>
  cells.filter((each) => each.metric === metric).length < budget[metric].clamp;

/** The first of `cells` that count, and the ledger after them. */
function allowedOf(
  known: Ledger,
  cells: readonly Cell[],
  now: ReturnType<Clock>,
): { readonly ledger: Ledger; readonly allowed: readonly Cell[] } {
  let ledger = known;
  const allowed: Cell[] = [];
  for (const cell of cells) {
    const next = spend(ledger, cell.metric, now);
    if (next === undefined) continue;
    ledger = next;
    allowed.push(cell);
  }
  return { ledger, allowed };
}
