/**
 * Plans in memory: floor plans that live as long as the process.
 */
import type { PlanScale, UnixMs, VenueId } from "@sighej/protocol";
import type { PlanPicture, PlanStore } from "../../plan-ports.ts";

interface Kept {
  readonly picture: PlanPicture;
  readonly madeAt: UnixMs;
  scale: PlanScale | undefined;
}

export function memoryPlans(): PlanStore {
  const plans = new Map<VenueId, Kept>();
  return {
    find: async (venue) => {
      const kept = plans.get(venue);
      if (kept === undefined) return undefined;
      const { picture, madeAt, scale } = kept;
      return { width: picture.width, height: picture.height, madeAt, scale };
    },
    picture: async (venue) => plans.get(venue)?.picture.bytes,
    keep: async (venue, picture, madeAt) => {
      plans.set(venue, { picture, madeAt, scale: undefined });
    },
    setScale: async (venue, scale, madeAt) => {
      const kept = plans.get(venue);
      if (kept?.madeAt !== madeAt) return false;
      kept.scale = scale;
      return true;
    },
    remove: async (venue) => plans.delete(venue),
  };
}
