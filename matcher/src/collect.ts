/**
 * Collect: wires what turns contributions into released counts: tallies, roll-up, and the store of
 * the configuration. Without one nothing is collected, and no ledger is spent.
 */
import { seconds, type VenueId } from "@sighej/protocol";
import { pgliteAggregates } from "./adapters/pg/pglite/aggregates.ts";
import { postgresAggregates } from "./adapters/pg/postgres.ts";
import type { AggregateStore, Contribute } from "./aggregate-ports.ts";
import { bucketLengths, type Tally, tallyOf } from "./domain/aggregate/tally.ts";
import { uniformOf } from "./domain/aggregate/uniform.ts";
import type { Happening } from "./domain/facts.ts";
import { contributionsOf } from "./flows/contribute.ts";
import { rollUpOf } from "./flows/roll-up.ts";
import type { Venues } from "./flows/venues.ts";
import type { Clock, Count, Note, Random, Report, SessionStore } from "./ports.ts";

/** A folder for the embedded database, or a server. */
export type AggregatesConfig =
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "postgres"; readonly url: string };

export interface CollectPorts {
  readonly venues: Venues;
  readonly sessions: SessionStore;
  readonly random: Random;
  readonly clock: Clock;
  readonly count: Count;
  readonly report: Report;
}

export interface Collecting {
  /** Resolves when the store answers; rejects with `MatcherError` when it never will. */
  readonly ready: Promise<void>;
  /** Released counts to ask for; undefined where nothing is collected. */
  readonly aggregates: Pick<AggregateStore, "find"> | undefined;
  readonly contribute: Contribute;
  readonly note: Note;
  /** Releases what is due; to be done every second. Never rejects. */
  turn(): Promise<void>;
  /** Releases what is open; nothing counts any more. Never rejects. */
  finish(): Promise<void>;
  /** Closes the store. */
  close(): Promise<void>;
}

/**
 * What is open is released within this time, or lost: ten releases take a second on a slow disk, and
 * whoever stops a container kills it after ten seconds.
 */
const FINISH_WITHIN = seconds(5);

const metricOf = { nudged: "nudges", met: "yes-yes", hello: "hellos" } as const;

const nothing: Collecting = {
  ready: Promise.resolve(),
  aggregates: undefined,
  contribute: () => {},
  note: () => {},
  turn: async () => {},
  finish: async () => {},
  close: async () => {},
};

/** Rejects with `MatcherError` when the store cannot be had. */
export async function startCollecting(
  config: AggregatesConfig | undefined,
  ports: CollectPorts,
): Promise<Collecting> {
  if (config === undefined) return nothing;
  const store =
    config.kind === "folder"
      ? await pgliteAggregates(config.path, { report: ports.report })
      : { ready: Promise.resolve(), ...(await postgresAggregates(config.url)) };
  const tallies = talliesOf(ports);
  const { contribute, finish } = contributionsOf({ ...ports, tallies });
  const uniform = uniformOf(ports.random);
  const rollUp = rollUpOf({ ...ports, tallies, uniform, aggregates: store });
  return {
    ready: store.ready,
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
    close: () => store.stop(),
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
