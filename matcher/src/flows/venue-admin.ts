/**
 * Venue admin: what staff do with venues: make, duplicate, change, put live, archive and delete them.
 *
 * A change is kept with the version that it was made from, so that of two at once one is refused;
 * then the registry follows, here at once and on other replicas within seconds.
 */
import {
  base64urlOf,
  CODE_SECRET_BYTES,
  decodeVenueEdit,
  decodeVenueFile,
  decodeVenueMove,
  decodeVenueName,
  interestsById,
  parseVenueId,
  VENUE_ID_BYTES,
  type VenueFile,
  type VenueId,
  type VenueSetupView,
  venueIdOf,
} from "@sighej/protocol";
import { checklistOf } from "../domain/checklist.ts";
import type { Staff } from "../domain/staff/access.ts";
import { needsCode, type VenueSetup, type VenueState } from "../domain/venue.ts";
import { MatcherError } from "../errors.ts";
import type { GatewayAccess, GatewayStore } from "../gateway-ports.ts";
import type { VenueNotes } from "../notes-ports.ts";
import type { Clock, Random, Report } from "../ports.ts";
import type { ScheduleStore } from "../schedule-ports.ts";
import { setupJson } from "../setup-json.ts";
import type { VenueStore } from "../venue-ports.ts";
import { parseVenueSetup } from "../venue-setup.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";
import type { Registry } from "./registry.ts";
import { edited } from "./venue-edit.ts";
import { fileOf, setupIn } from "./venue-file.ts";
import { venueView } from "./venue-view.ts";
import type { Venue, Venues } from "./venues.ts";

export interface VenueAdminPorts {
  readonly venues: Venues;
  readonly kept: VenueStore;
  readonly gateways: GatewayStore;
  readonly registry: Pick<Registry, "follow">;
  readonly access: Pick<GatewayAccess, "expel">;
  readonly schedules: Pick<ScheduleStore, "list" | "remove">;
  readonly notes: Pick<VenueNotes, "forget">;
  readonly random: Random;
  readonly clock: Clock;
  readonly report: Report;
}

/** A venue is named as the request names it. */
export interface VenueAdminFlows {
  view(venue: string): Promise<Outcome<VenueSetupView>>;
  create(staff: Staff, body: unknown): Promise<Outcome<VenueSetupView>>;
  duplicate(staff: Staff, venue: string, body: unknown): Promise<Outcome<VenueSetupView>>;
  takeAway(venue: string): Outcome<VenueFile>;
  bringIn(staff: Staff, body: unknown): Promise<Outcome<VenueSetupView>>;
  edit(venue: string, body: unknown): Promise<Outcome<VenueSetupView>>;
  move(venue: string, body: unknown): Promise<Outcome<VenueSetupView>>;
  remove(venue: string): Promise<Outcome<undefined>>;
}

/** From where a venue may go to: nobody comes back from an archive but by way of a draft. */
const moves: Readonly<Record<VenueState, readonly VenueState[]>> = {
  draft: ["live", "archived"],
  live: ["archived"],
  archived: ["draft"],
};

export const venueAdminFlows = (ports: VenueAdminPorts): VenueAdminFlows => ({
  view: async (text) => {
    const venue = venueIn(ports, text);
    return venue.ok ? done(await venueView(ports.gateways, venue.value)) : venue;
  },
  create: async (staff, body) => {
    const asked = decodeVenueName(body);
    if (!asked.ok) return deniedFor(asked.problem);
    return make(ports, staff, {
      ...{ name: asked.value.name, zones: [], gateways: [], policy: "default" },
      ...{ interests: [...interestsById.keys()], carriers: [{ kind: "zone-code" }] },
    });
  },
  duplicate: async (staff, text, body) => {
    const venue = venueIn(ports, text);
    if (!venue.ok) return venue;
    const asked = decodeVenueName(body);
    if (!asked.ok) return deniedFor(asked.problem);
    const { setup } = venue.value;
    // Codes and beacons are handed out once, and what was assessed was the other event.
    const { stock: _lent, poolKey: _key, joinCodes: _codes, legal, ...rest } = setup;
    const { controller } = legal ?? {};
    return make(ports, staff, {
      ...{ ...rest, name: asked.value.name, needsCode: needsCode(setup) },
      ...(controller === undefined ? {} : { legal: { controller } }),
    });
  },
  takeAway: (text) => {
    const venue = venueIn(ports, text);
    return venue.ok ? done(fileOf(venue.value.setup)) : venue;
  },
  bringIn: async (staff, body) => {
    const file = decodeVenueFile(body);
    if (!file.ok) return deniedFor(file.problem);
    const setup = setupIn(venueIdOf(ports.random(VENUE_ID_BYTES)), file.value);
    if (!setup.ok) return denied({ kind: "bad-field", detail: setup.faults.join("; ") });
    return make(ports, staff, setup.value);
  },
  edit: async (text, body) => {
    const asked = decodeVenueEdit(body);
    if (!asked.ok) return deniedFor(asked.problem);
    const at = await keptIn(ports, text, asked.value.version);
    if (!at.ok) return at;
    const { venue, setup } = at.value;
    const next = edited(setup, asked.value, venue.state !== "live");
    if (!next.ok) return denied({ kind: "bad-field", detail: next.faults.join("; ") });
    if (venue.state === "live") {
      const missing = await missingAt(ports, next.value);
      if (missing !== "") return denied({ kind: "venue-not-ready", detail: missing });
    }
    if (!(await haveGateways(ports, next.value))) return denied({ kind: "too-many-gateways" });
    return keep(ports, setup.id, asked.value.version, { setup: textOf(next.value) });
  },
  move: async (text, body) => {
    const asked = decodeVenueMove(body);
    if (!asked.ok) return deniedFor(asked.problem);
    const { version, state } = asked.value;
    const at = await keptIn(ports, text, version);
    if (!at.ok) return at;
    const { venue, setup } = at.value;
    if (!moves[venue.state].includes(state)) return denied({ kind: "no-such-move" });
    if (state === "live") {
      const missing = await missingAt(ports, setup);
      if (missing !== "") return denied({ kind: "venue-not-ready", detail: missing });
      const checked = parseVenueSetup(JSON.parse(textOf(setup)), false);
      if (!checked.ok) return denied({ kind: "bad-field", detail: checked.faults.join("; ") });
    }
    const moved = await keep(ports, setup.id, version, { state });
    // Whom the broker could not be told of is cut off once it can be.
    if (moved.ok && state === "archived") await shutOutAll(ports, setup.id);
    return moved;
  },
  remove: async (text) => {
    const venue = venueIn(ports, text);
    if (!venue.ok) return venue;
    const { setup, state, version } = venue.value;
    if (version === undefined) return denied({ kind: "venue-in-file" });
    if (state === "live") return denied({ kind: "venue-live" });
    // Nobody would cut them off later: the broker is never told of a venue again that is not there.
    if (!(await shutOutAll(ports, setup.id))) return denied({ kind: "broker-unreachable" });
    const removed = await ports.kept.remove(setup.id, version);
    if (removed === "stale") return denied({ kind: "stale-venue" });
    for (const { id } of await ports.schedules.list(setup.id))
      await ports.schedules.remove(setup.id, id);
    await ports.registry.follow();
    await ports.notes.forget(setup.id);
    return removed === "unknown" ? denied({ kind: "unknown-venue" }) : done(undefined);
  },
});

/** A draft of a fresh id and secret. */
async function make(
  ports: VenueAdminPorts,
  staff: Staff,
  from: Omit<VenueSetup, "id" | "codeSecret">,
): Promise<Outcome<VenueSetupView>> {
  // Whoever is let into some venues alone could not enter the new one.
  if (staff.venues !== "all") return denied({ kind: "forbidden" });
  const { kept, random, registry } = ports;
  const id = venueIdOf(random(VENUE_ID_BYTES));
  const setup = { ...from, id, codeSecret: base64urlOf(random(CODE_SECRET_BYTES)) };
  if (!(await haveGateways(ports, setup))) return denied({ kind: "too-many-gateways" });
  const made = await kept.create({ id, state: "draft", setup: textOf(setup) });
  if (made !== "created") return denied({ kind: "too-many-venues" });
  await registry.follow();
  return viewOf(ports, id);
}

async function keep(
  ports: VenueAdminPorts,
  id: VenueId,
  version: number,
  change: Parameters<VenueStore["edit"]>[2],
): Promise<Outcome<VenueSetupView>> {
  const kept = await ports.kept.edit(id, version, change);
  await ports.registry.follow();
  if (kept === "stale") return denied({ kind: "stale-venue" });
  return kept === "unknown" ? denied({ kind: "unknown-venue" }) : viewOf(ports, id);
}

/** Credentials and codes of its gateways are good for nothing; false when the broker was not told. */
async function shutOutAll(
  { gateways, access, clock, report }: VenueAdminPorts,
  venue: VenueId,
): Promise<boolean> {
  const now = clock();
  const all = await gateways.list(venue, now);
  const open = all.filter((each) => (each.enrolledAt ?? each.claimUntil) !== undefined);
  try {
    for (const { gateway } of open) {
      await gateways.revoke({ venue, gateway }, now);
      await access.expel({ venue, gateway });
    }
    return true;
  } catch (cause) {
    if (!(cause instanceof MatcherError)) throw cause;
    report("the gateways of a venue that is over could not be cut off yet", cause);
    return false;
  }
}

const viewOf = async (ports: VenueAdminPorts, id: VenueId): Promise<Outcome<VenueSetupView>> => {
  const venue = ports.venues.all.get(id);
  return venue === undefined
    ? denied({ kind: "unknown-venue" })
    : done(await venueView(ports.gateways, venue));
};

/** Every gateway that hangs somewhere is one of the venue's; false when there would be too many. */
async function haveGateways(
  { gateways: store }: VenueAdminPorts,
  { id, gateways }: VenueSetup,
): Promise<boolean> {
  for (const each of gateways) {
    const added = await store.add({ venue: id, gateway: each.id, name: each.id });
    if (added === "full") return false;
  }
  return true;
}

/** What the checklist still asks, in words of the checklist; empty when nothing. */
async function missingAt({ gateways }: VenueAdminPorts, setup: VenueSetup): Promise<string> {
  const enrolled = await gateways.enrolled([setup.id]);
  return checklistOf(setup, new Set(enrolled.map(({ gateway }) => gateway)))
    .filter(({ done: isDone }) => !isDone)
    .map(({ check }) => check)
    .join(", ");
}

/** A stored venue as it is kept, if it has this version. */
async function keptIn(
  ports: VenueAdminPorts,
  text: string,
  version: number,
): Promise<Outcome<{ readonly venue: Venue; readonly setup: VenueSetup }>> {
  const found = venueIn(ports, text);
  if (!found.ok) return found;
  if (found.value.version === undefined) return denied({ kind: "venue-in-file" });
  const { id } = found.value.setup;
  // Another replica may have been first: what is shown next is how it is now.
  await ports.registry.follow();
  const venue = ports.venues.all.get(id);
  if (venue === undefined) return denied({ kind: "unknown-venue" });
  if (venue.version !== version) return denied({ kind: "stale-venue" });
  return done({ venue, setup: venue.setup });
}

function venueIn({ venues }: VenueAdminPorts, text: string): Outcome<Venue> {
  const id = parseVenueId(text);
  const venue = id.ok ? venues.all.get(id.value) : undefined;
  return venue === undefined ? denied({ kind: "unknown-venue" }) : done(venue);
}

const textOf = (setup: VenueSetup): string => JSON.stringify(setupJson(setup));
