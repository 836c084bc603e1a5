/**
 * Meet: lets people start sessions over HTTP and be heard by the gateways of the hall.
 */
import { encodeSightings, type SessionStarted } from "@sighej/protocol";
import { ingestFrame, tickVenue } from "../src/flows/ingest.ts";
import { type Person, venue, windowsOf } from "./fixtures.ts";
import type { TestMatcher } from "./matcher.ts";

let sequence = 0;

/** So many people, all in one place, for some seconds of the matcher's clock. */
export async function meet(
  matcher: TestMatcher,
  people: number,
  seconds: number,
): Promise<readonly SessionStarted[]> {
  const started: SessionStarted[] = [];
  const persons: Person[] = [];
  for (let number = 0; number < people; number++) {
    const opened = await matcher.open();
    const session = await matcher.ports.sessions.find(venue, opened.session);
    if (session === undefined) throw new Error("just started");
    started.push(opened);
    persons.push({ session, x: 11, y: 3 });
  }
  for (let second = 0; second < seconds; second++) {
    const now = matcher.pass(1_000);
    sequence++;
    for (const { gateway, batch } of windowsOf(persons, now, sequence))
      ingestFrame(matcher.ports, venue, gateway, encodeSightings(batch));
    await tickVenue(matcher.ports, venue);
  }
  return started;
}
