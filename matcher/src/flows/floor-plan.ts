/**
 * Floor plan: staff give a venue its picture and set the scale. Who asks has been let in already.
 */
import { decodePlanScale, type FloorPlan, parseVenueId, type VenueId } from "@sighej/protocol";
import type { NoPicture, PictureMaker, PlanStore } from "../plan-ports.ts";
import type { Clock } from "../ports.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";
import type { Venues } from "./venues.ts";

export interface FloorPlanPorts {
  readonly venues: Pick<Venues, "all">;
  readonly plans: PlanStore;
  readonly pictures: Pick<PictureMaker, "redraw">;
  readonly clock: Clock;
}

/** Venues are named as the request names them. */
export interface FloorPlanFlows {
  view(venue: string): Promise<Outcome<FloorPlan>>;
  /** A PNG. */
  picture(venue: string): Promise<Outcome<Uint8Array>>;
  replacePicture(venue: string, sent: Uint8Array): Promise<Outcome<FloorPlan>>;
  removePicture(venue: string): Promise<Outcome<undefined>>;
  setScale(venue: string, body: unknown): Promise<Outcome<FloorPlan>>;
}

/** What to do about it. */
const reasons: Readonly<Record<Exclude<NoPicture, "busy">, string>> = {
  unreadable: "it cannot be read: send a whole PNG, JPEG, WebP or SVG",
  "too-many-pixels": "it has more than 64 million pixels: make it smaller first",
  "too-slow": "it takes too long to draw: simplify it, or export it as PNG",
};

export const floorPlanFlows = (ports: FloorPlanPorts): FloorPlanFlows => ({
  view: async (text) => {
    const venue = venueIn(ports, text);
    return venue.ok ? done(await viewOf(ports, venue.value)) : venue;
  },
  picture: async (text) => {
    const venue = venueIn(ports, text);
    if (!venue.ok) return venue;
    const bytes = await ports.plans.picture(venue.value);
    return bytes === undefined ? denied({ kind: "no-plan" }) : done(bytes);
  },
  replacePicture: async (text, sent) => {
    const venue = venueIn(ports, text);
    if (!venue.ok) return venue;
    const picture = await ports.pictures.redraw(sent);
    if (picture === "busy") return denied({ kind: "pictures-busy" });
    if (typeof picture === "string")
      return denied({ kind: "bad-picture", detail: reasons[picture] });
    await ports.plans.keep(venue.value, picture, ports.clock());
    return done(await viewOf(ports, venue.value));
  },
  removePicture: async (text) => {
    const venue = venueIn(ports, text);
    if (!venue.ok) return venue;
    return (await ports.plans.remove(venue.value)) ? done(undefined) : denied({ kind: "no-plan" });
  },
  setScale: async (text, body) => {
    const venue = venueIn(ports, text);
    if (!venue.ok) return venue;
    const scale = decodePlanScale(body);
    if (!scale.ok) return deniedFor(scale.problem);
    const saved = await ports.plans.find(venue.value);
    if (saved === undefined) return denied({ kind: "no-plan" });
    const { from, to, origin } = scale.value;
    for (const [name, { x, y }] of Object.entries({ from, to, origin }))
      if (x > saved.width || y > saved.height)
        return denied({ kind: "bad-field", detail: `${name}: expected a point of the picture` });
    // Somebody may have replaced the picture just now, whose points these are not.
    const isSet = await ports.plans.setScale(venue.value, scale.value, saved.madeAt);
    return isSet ? done(await viewOf(ports, venue.value)) : denied({ kind: "no-plan" });
  },
});

function venueIn({ venues }: FloorPlanPorts, text: string): Outcome<VenueId> {
  const id = parseVenueId(text);
  return id.ok && venues.all.has(id.value) ? done(id.value) : denied({ kind: "unknown-venue" });
}

async function viewOf({ plans }: FloorPlanPorts, venue: VenueId): Promise<FloorPlan> {
  const saved = await plans.find(venue);
  if (saved === undefined) return {};
  const { scale, ...picture } = saved;
  return { picture, ...(scale === undefined ? {} : { scale }) };
}
