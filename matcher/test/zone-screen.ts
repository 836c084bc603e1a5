/**
 * Zone screen: what the tablet in a zone shows now.
 */
import { zoneCodesOf } from "../src/flows/zone-codes.ts";
import { venue, zone } from "./fixtures.ts";
import type { TestMatcher } from "./matcher.ts";

/** Throws for a venue without screens, or without that zone. */
export function shownIn(matcher: TestMatcher, id: string) {
  const codes = zoneCodesOf(matcher.ports.venues, venue, zone(id), matcher.now());
  if (codes === undefined) throw new RangeError("the venue has no such screen");
  return codes;
}
