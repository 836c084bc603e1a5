/**
 * Releasing process: opens the embedded store of a folder and releases bucket after bucket, until it
 * is killed. A program: `releasing-process.ts <folder> <venue> <first>`.
 *
 * Says, a line each: `claimed`, `ready`, then the number of every bucket whose release was
 * acknowledged; or the code of the error that ended it.
 */
import { hours, parseVenueId, unixMs, type VenueId } from "@sighej/protocol";
import { openBucket } from "../../src/domain/aggregate/bucket.ts";
import { zoneGridOf } from "../../src/domain/aggregate/cells.ts";
import { type Release, releaseOf } from "../../src/domain/aggregate/release.ts";
import { MatcherError } from "../../src/errors.ts";
import { NOON, ZONES } from "../afternoon.ts";
import { pgliteAggregates } from "../aggregates.ts";
import { sure } from "../fixtures.ts";
import { seededUniform } from "../seeded.ts";

/** The release of a bucket by its number; another `draw` is another noise. */
export function releaseNumbered(venue: VenueId, turn: number, draw: string): Release {
  const from = unixMs(NOON + turn * hours(1));
  const bucket = openBucket(zoneGridOf(venue, ZONES), from, hours(1));
  return releaseOf(bucket, bucket.until, seededUniform(`${draw} ${turn}`));
}

const say = (what: string | number) => process.stdout.write(`${what}\n`);

async function main(folder: string, venue: VenueId, first: number): Promise<void> {
  const store = await pgliteAggregates(folder);
  say("claimed");
  await store.ready;
  say("ready");
  for (let turn = first; ; turn++)
    if ((await store.release(releaseNumbered(venue, turn, "first"))) === "released") say(turn);
}

const [, program, folder, venue, first] = process.argv;
if (program === import.meta.filename && folder !== undefined)
  main(folder, sure(parseVenueId(venue)), Number(first)).catch((cause: unknown) => {
    say(cause instanceof MatcherError ? cause.code : String(cause));
    process.exitCode = 1;
  });
