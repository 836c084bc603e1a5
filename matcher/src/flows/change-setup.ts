/**
 * Change a set-up: makes one change to a venue that staff have made, on top of whatever others have
 * changed meanwhile. A venue of the set-up file is changed there.
 */
import type { VenueSetup } from "../domain/venue.ts";
import { setupJson } from "../setup-json.ts";
import type { VenueStore } from "../venue-ports.ts";
import { parseVenueSetup } from "../venue-setup.ts";
import { denied, done, type Outcome } from "./outcome.ts";
import type { Registry } from "./registry.ts";
import type { Venue } from "./venues.ts";

export interface ChangePorts {
  readonly kept: VenueStore;
  readonly registry: Pick<Registry, "follow">;
}

/** Others who change the same venue in the same moment: a desk of staff, and then they are told. */
const TRIES = 4;

/** What a set-up becomes, and what is answered for it. */
type Change<T> = (setup: VenueSetup) => Outcome<{ readonly setup: VenueSetup; readonly value: T }>;

/** This process serves the changed venue when it resolves. */
export async function changeSetup<T>(
  { kept, registry }: ChangePorts,
  { setup: { id }, version }: Venue,
  change: Change<T>,
): Promise<Outcome<T>> {
  if (version === undefined) return denied({ kind: "venue-in-file" });
  for (let turn = 0; turn < TRIES; turn++) {
    const found = await kept.find(id);
    if (found === undefined) return denied({ kind: "unknown-venue" });
    const before = parseVenueSetup(JSON.parse(found.setup), found.state !== "live");
    if (!before.ok) return denied({ kind: "venue-busy" });
    const made = change(before.value);
    if (!made.ok) return made;
    const setup = JSON.stringify(setupJson(made.value.setup));
    const edited = await kept.edit(id, found.version, { setup });
    if (edited === "unknown") return denied({ kind: "unknown-venue" });
    if (edited === "stale") continue;
    await registry.follow();
    return done(made.value.value);
  }
  return denied({ kind: "venue-busy" });
}
