/**
 * Made venue: a venue that staff have made, of a test's matcher: kept in its store, and changed there.
 */
import type { VenueSetup } from "../src/domain/venue.ts";
import { setupJson } from "../src/setup-json.ts";
import { setup } from "./fixtures.ts";
import type { TestMatcher } from "./matcher.ts";

/** Live from then on. Its id must be none of the set-up file's. */
export async function makeVenue(
  { ports, registry }: Pick<TestMatcher, "ports" | "registry">,
  from: Partial<VenueSetup>,
): Promise<VenueSetup> {
  const made: VenueSetup = { ...setup, ...from };
  const text = JSON.stringify(setupJson(made));
  const created = await ports.kept.create({ id: made.id, state: "live", setup: text });
  if (created !== "created") throw new Error(`no venue: ${created}`);
  await registry.follow();
  return made;
}
