/**
 * Hall: the venue of the simulation: four zones with one gateway each, and a programme. Pure.
 */

import type { VenueSetup } from "@sighej/matcher/domain";
import { interestsById, metres, minutes, type UnixMs, unixMs, type ZoneId } from "@sighej/protocol";

/** Any time will do; this one is the start of a token's epoch. */
export const START: UnixMs = unixMs(512_000 * 3_515_625);
export const LENGTH = minutes(120);

interface Zone {
  readonly id: ZoneId;
  /** Who looks for another place goes to the first zone whose bound is above a number from 0 to 1. */
  readonly upTo: number;
  /** Talks, minutes from the start. */
  readonly talks: readonly { readonly from: number; readonly until: number }[];
}

/** Foyers are full and lounges are not; the stage has two talks. */
export const zones: readonly [Zone, ...Zone[]] = [
  { id: "foyer" as ZoneId, upTo: 0.55, talks: [] },
  { id: "bar" as ZoneId, upTo: 0.75, talks: [] },
  {
    id: "stage" as ZoneId,
    upTo: 0.9,
    talks: [
      { from: 25, until: 45 },
      { from: 70, until: 90 },
    ],
  },
  { id: "lounge" as ZoneId, upTo: 1, talks: [] },
];

export const slotsOf = ({ talks }: Zone) =>
  talks.map(({ from, until }) => ({
    from: unixMs(START + minutes(from)),
    until: unixMs(START + minutes(until)),
  }));

export const setup: VenueSetup = {
  id: "6f1e2a34-5b6c-4d7e-8f90-a1b2c3d4e5f6" as VenueSetup["id"],
  name: "Evaluation",
  zones: zones.map(({ id }) => ({ id, tier: "zone" })),
  gateways: zones.map(({ id }, at) => ({
    id: id as string as VenueSetup["gateways"][number]["id"],
    zone: id,
    x: metres(20 * at),
    y: metres(0),
  })),
  interests: [...interestsById.keys()],
  policy: "default",
  carriers: [],
};
