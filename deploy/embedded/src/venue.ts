/**
 * Venue: turns the simulator's floor plan into the set-up of a made-up venue. Pure but for its
 * folder: the venue's id is random once and then kept, so that its address stays the same.
 */
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FloorPlan } from "@sighej/beacon-sim";
import type { VenueSetup } from "@sighej/matcher";
import {
  interestsById,
  parseVenueId,
  parseZoneId,
  VENUE_ID_BYTES,
  type VenueId,
  venueIdOf,
  type ZoneId,
} from "@sighej/protocol";
import { EmbeddedError } from "./errors.ts";

/** Where the app posts its beacon key in the demo, on its own origin. */
export const BADGE_PATH = "/demo/badge";

/** The whole hall is one zone: its gateways stand close enough to tell who is near whom. */
const hall = ((zone) => (zone.ok ? zone.value : ("hall" as ZoneId)))(parseZoneId("hall"));

export function venueOf(plan: FloorPlan, id: VenueId): VenueSetup {
  return {
    id,
    name: plan.name,
    zones: [{ id: hall, tier: "near" }],
    gateways: plan.gateways.map((gateway) => ({ ...gateway, zone: hall })),
    interests: [...interestsById.keys()],
    policy: "demo",
    carriers: [{ kind: "simulated-badge", path: BADGE_PATH }],
  };
}

/** The id kept in `folder`, or a new one. Throws `folder-unwritable` or `settings-unreadable`. */
export async function keptVenueId(folder: string): Promise<VenueId> {
  const file = join(folder, "venue.json");
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text !== undefined) return idIn(text, file);
  const id = venueIdOf(randomBytes(VENUE_ID_BYTES));
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, `${JSON.stringify({ id })}\n`, { flag: "wx" });
  } catch (cause) {
    throw new EmbeddedError(
      "folder-unwritable",
      `cannot write to the folder ${folder}; choose another with --data DIR`,
      cause,
    );
  }
  return id;
}

function idIn(text: string, file: string): VenueId {
  let id: unknown;
  try {
    id = (JSON.parse(text) as { id?: unknown } | null)?.id;
  } catch {
    id = undefined;
  }
  const venue = parseVenueId(id);
  if (!venue.ok)
    throw new EmbeddedError("settings-unreadable", `${file} holds no venue id; delete it`);
  return venue.value;
}
