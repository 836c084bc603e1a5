/**
 * True positions: a venue of two zones in which everybody is heard exactly where they are, to test
 * choosing through the whole domain.
 */
import {
  epochAt,
  metres,
  seconds,
  tokenOf,
  type UnixMs,
  unixMs,
  type ZoneId,
} from "@sighej/protocol";
import type { Fact } from "../src/domain/facts.ts";
import { type Floor, floorOf } from "../src/domain/floor.ts";
import type { Proposal } from "../src/domain/nudge.ts";
import type { Policy } from "../src/domain/policy.ts";
import type { Session } from "../src/domain/session.ts";
import { step } from "../src/domain/step.ts";
import { planOf } from "../src/domain/venue.ts";
import { batchOf, gateway, noon, setup, zone } from "./fixtures.ts";

const zones = [zone("bar"), zone("stage")] as const;

export interface Hall {
  readonly floor: Floor;
  tell(fact: Fact, now: UnixMs): void;
  /** Lets everyone be heard and a tick pass; what is proposed is a nudge at once. */
  pass(places: ReadonlyMap<Session, ZoneId>, now: UnixMs): readonly Proposal[];
}

export function hallWith(sessions: readonly Session[], policy: Policy): Hall {
  const plan = planOf({
    ...setup,
    zones: zones.map((id) => ({ id, tier: "zone" })),
    gateways: zones.map((id, at) => ({
      id: gateway(id),
      zone: id,
      x: metres(20 * at),
      y: metres(0),
    })),
  });
  const presence = { ...policy.presence, leadFor: seconds(0), minimumStay: seconds(0) };
  const levels = { ...policy.levels, absentAfter: seconds(0.5) };
  const floor = floorOf({ ...plan, policy: { ...policy, presence, levels } });
  for (const session of sessions) step(floor, { kind: "session", session }, noon);
  let sequence = 0;
  return {
    floor,
    tell: (fact, now) => void step(floor, fact, now),
    pass: (places, now) => {
      sequence++;
      for (const id of zones) {
        const here = [...places].filter(([, place]) => place === id).map(([session]) => session);
        const tokens = here.map(({ key, venue }) => tokenOf(key, venue, epochAt(now)));
        const batch = batchOf(
          now,
          sequence,
          tokens.map((token) => [token, -60] as const),
        );
        step(floor, { kind: "batch", gateway: gateway(id), batch }, now);
      }
      const proposals = step(floor, { kind: "tick" }, now).effects.flatMap((each) =>
        each.kind === "propose" ? [each.proposal] : [],
      );
      for (const proposal of proposals)
        step(floor, { kind: "answered", proposal, answer: "nudged" }, now);
      return proposals;
    },
  };
}

/** `count` times, `every` seconds apart. */
export const times = (count: number, every: number): readonly UnixMs[] =>
  Array.from({ length: count }, (_, at) => unixMs(noon + seconds(every * at)));
