/**
 * Collect: wires what turns contributions into released counts: tallies, roll-up and their
 * store. Without one nothing is collected, and no ledger is spent.
 */
import { seconds, type VenueId } from "@sighej/protocol";
import type { AggregateStore, Contribute } from "./aggregate-ports.ts";
import type { Release } from "./domain/aggregate/release.ts";
import {
  bucketLengths,
  type Counted,
  hasGridsOf,
  type Tally,
  tallyOf,
} from "./domain/aggregate/tally.ts";
import { uniformOf } from "./domain/aggregate/uniform.ts";
import type { Happening } from "./domain/facts.ts";
import type { PolicyName } from "./domain/policy.ts";
import { contributionsOf } from "./flows/contribute.ts";
import { rollUpOf } from "./flows/roll-up.ts";
import type { Venue, Venues } from "./flows/venues.ts";
import type { Clock, Count, Note, Random, Report, SessionStore } from "./ports.ts";

export interface CollectPorts {
  readonly venues: Venues;
  readonly sessions: SessionStore;
  readonly random: Random;
  readonly clock: Clock;
  readonly count: Count;
  readonly report: Report;
  /** Is told of what was released. */
  readonly released: (release: Release) => Promise<void>;
}

export interface Collecting {
  /** Released counts to ask for; undefined where nothing is collected. */
  readonly aggregates: Pick<AggregateStore, "find" | "sum"> | undefined;
  readonly contribute: Contribute;
  readonly note: Note;
  /** Counts by the set-up that the venue has now; what was counted by another is released. */
  renew(venue: VenueId): void;
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
  renew: () => {},
  turn: async () => {},
  finish: async () => {},
};

export function startCollecting(
  store: AggregateStore | undefined,
  ports: CollectPorts,
): Collecting {
  if (store === undefined) return nothing;
  const tallies = new Map<VenueId, Tally>();
  const { contribute, finish } = contributionsOf({ ...ports, tallies });
  const uniform = uniformOf(ports.random);
  const rollUp = rollUpOf({ ...ports, tallies, uniform, aggregates: store });
  const renew = (id: VenueId) => {
    const counted = countedAt(ports.venues.live(id));
    const known = tallies.get(id);
    if (known !== undefined && counted !== undefined && isCounted(known, counted)) return;
    const from = known === undefined ? ports.clock() : rollUp.retire(known);
    if (counted === undefined) tallies.delete(id);
    else tallies.set(id, tallyOf(counted, bucketLengths[counted.policy], from));
  };
  for (const id of ports.venues.all.keys()) renew(id);
  return {
    aggregates: store,
    renew,
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

type CountedAt = Counted & { readonly policy: PolicyName };

const countedAt = (venue: Venue | undefined): CountedAt | undefined =>
  venue && {
    ...{ id: venue.setup.id, policy: venue.setup.policy, interests: venue.setup.interests },
    zones: venue.setup.zones.map(({ id }) => id),
  };

/** Whether a tally has these very cells, and closes as often. */
const isCounted = (tally: Tally, counted: CountedAt): boolean =>
  tally.lengths === bucketLengths[counted.policy] && hasGridsOf(tally, counted);
