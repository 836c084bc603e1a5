/**
 * Stand: lets people be heard at their spots for some seconds of the matcher's clock, as gateways
 * would report them, and lets the matcher choose after each.
 */
import { encodeSightings } from "@sighej/protocol";
import { ingestFrame, tickVenue } from "../src/flows/ingest.ts";
import { type Person, venue, windowsOf } from "./fixtures.ts";
import type { TestMatcher } from "./matcher.ts";

/** Windows are known by their number, so no two of them have the same. */
let sequence = 0;

export async function stand(
  matcher: TestMatcher,
  people: readonly Person[],
  seconds: number,
): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    const now = matcher.pass(1_000);
    sequence++;
    for (const { gateway, batch } of windowsOf(people, now, sequence))
      ingestFrame(matcher.ports, venue, gateway, encodeSightings(batch));
    await tickVenue(matcher.ports, venue);
  }
}
