/**
 * Collect: wires what turns contributions into released counts: tallies, roll-up and their
 * store. Without one nothing is collected, and no ledger is spent.
 */
import { seconds, type VenueId } from "@sighej/protocol";
import type { AggregateStore, Contribute } from "./aggregate-ports.ts";
import { bucketLengths, type Tally, tallyOf } from "./domain/aggregate/tally.ts";
import { uniformOf } from "./domain/aggregate/uniform.ts";
import type { Happening } from "./domain/facts.ts";
import { contributionsOf } from "./flows/contribute.ts";
import { rollUpOf } from "./flows/roll-up.ts";
import type { Venues } from "./flows/venues.ts";
import type { Clock, Count, Note, Random, Report, SessionStore } from "./ports.ts";

export interface CollectPorts {
  readonly venues: Venues;
  readonly sessions: SessionStore;
  readonly random: Random;
  readonly clock: Clock;
  readonly count: Count;
  readonly report: Report;
}

export interface Collecting {
  /** Released counts to ask for; undefined where nothing is collected. */
  readonly aggregates: Pick<AggregateStore, "find"> | undefined;
  readonly contribute: Contribute;
  readonly note: Note;
  /** Releases what is due; to be done every second. Never rejects. */
  turn(): Promise<void>;
  /** Releases what is open; nothing counts any more. Never rejects. */
  finish(): Promise<void>;
}

/**
 * What is open is released within this time, or lost: ten releases take a second on a slow disk, and
 * whoever stops a container kills it after ten seconds.
 */
const FINISH_WITHIN = seconds(5);

const metricOf = { nudged: "nudges", met: "yes-yes", hello: "hellos" } as const;

const nothing: Collecting = {
  aggregates: undefined,
  contribute: () => {},
  note: () => {},
  turn: async () => {},
  finish: async () => {},
};

export function startCollecting(
  store: AggregateStore | undefined,
  ports: CollectPorts,
): Collecting {
  if (store === undefined) return nothing;
  const tallies = talliesOf(ports);
  const { contribute, finish } = contributionsOf({ ...ports, tallies });
  const uniform = uniformOf(ports.random);
  const rollUp = rollUpOf({ ...ports, tallies, uniform, aggregates: store });
  return {
    aggregates: store,
    contribute,
    note: ({ kind, venue, zone, sessions }: Happening) => {
      for (const each of sessions) contribute(venue, each, [{ metric: metricOf[kind], zone }]);
    },
    turn: rollUp.turn,
    finish: async () => {
      const given = AbortSignal.timeout(FINISH_WITHIN);
      await finish(given);
      await rollUp.finish(given);
    },
  };
}

function talliesOf({ venues, clock }: CollectPorts): ReadonlyMap<VenueId, Tally> {
  const now = clock();
  return new Map(
    [...venues.all].map(([id, { setup }]) => {
      const { zones, interests, policy } = setup;
      const counted = { id, zones: zones.map((each) => each.id), interests };
      return [id, tallyOf(counted, bucketLengths[policy], now)];
    }),
  );
}
