/**
 * Made-up day: released counts of a venue, hour by hour, as if people had been there; the same at every
 * run. The noise that each cell says it has is that of the real budget.
 */
import {
  hours,
  type InterestId,
  interestsById,
  type UnixMs,
  unixMs,
  type VenueId,
  type ZoneId,
} from "@sighej/protocol";
import { budget } from "../src/domain/aggregate/budget.ts";
import { interestGridOf, type Metric, zoneGridOf } from "../src/domain/aggregate/cells.ts";
import type { StoredAggregates } from "./aggregates.ts";

interface Day {
  readonly venue: VenueId;
  readonly zones: readonly ZoneId[];
  /** The start of its first hour. */
  readonly from: UnixMs;
  /** How many hours were released. */
  readonly hours: number;
  /** Interests of the venue's own; more are chosen than all others. */
  readonly own?: readonly InterestId[];
}

/** Relative to sessions; the funnel narrows. */
const share: Readonly<Record<Metric, number>> = {
  sessions: 1,
  sightings: 3,
  encounters: 0.8,
  nudges: 1.2,
  "yes-yes": 0.6,
  hellos: 0.5,
  interests: 1,
};

/** Sessions of a zone in an hour: the first zone is full, the last one too empty to be told. */
export const sessionsOf = (zone: number, hour: number): number =>
  Math.round(60 / (zone * 2.5 + 1) + 7 * Math.sin(hour)) - (zone > 2 ? 14 : 0);

export async function releaseDay(
  store: Pick<StoredAggregates, "release">,
  { venue, zones, from, hours: count, own = [] }: Day,
): Promise<void> {
  const grid = zoneGridOf(venue, zones);
  for (let hour = 0; hour < count; hour += 1) {
    const start = unixMs(from + hours(hour));
    await store.release({
      ...{ venue, axis: "zone", from: start, until: unixMs(start + hours(1)) },
      cells: grid.cells.map((cell) => {
        const zone = "zone" in cell ? zones.indexOf(cell.zone) : 0;
        return {
          cell,
          value: Math.round(sessionsOf(zone, hour) * share[cell.metric]),
          ...budget[cell.metric],
        };
      }),
    });
  }
  const interests: readonly InterestId[] = [...own, ...[...interestsById.keys()].slice(0, 30)];
  await store.release({
    ...{ venue, axis: "interest", from, until: unixMs(from + hours(count)) },
    cells: interestGridOf(venue, interests).cells.map((cell, at) => ({
      ...{ cell, value: 70 - at * 4, ...budget.interests },
    })),
  });
}
