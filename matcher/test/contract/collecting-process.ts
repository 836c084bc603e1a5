/**
 * Collecting process: a matcher that people come to for as long as it lives, with a clock that runs
 * as fast as it can. A program: `collecting-process.ts <folder> <ahead in ms>`.
 *
 * Says, a line each time that a bucket of zones was kept: how many releases were, and how far its
 * clock is ahead by then, in ms.
 */
import { setTimeout } from "node:timers/promises";
import { seconds } from "@sighej/protocol";
import { bucketLengths } from "../../src/domain/aggregate/tally.ts";
import { setup } from "../fixtures.ts";
import { startMatcher } from "../matcher.ts";
import { meet } from "../meet.ts";

async function main(folder: string, ahead: number): Promise<void> {
  const venues = [{ ...setup, policy: "demo" as const }];
  const matcher = await startMatcher(
    { venues, aggregates: { kind: "folder", path: folder } },
    { startAhead: ahead },
  );
  const kept = () => matcher.counts()["release-released"] ?? 0;
  for (;;) {
    const before = kept();
    await meet(matcher, 2, 3);
    matcher.pass(bucketLengths.demo.zone);
    while (kept() === before) await setTimeout(seconds(1) / 50);
    process.stdout.write(`${kept()} ${Math.ceil(matcher.now() - Date.now())}\n`);
  }
}

const [, program, folder, ahead] = process.argv;
if (program === import.meta.filename && folder !== undefined) await main(folder, Number(ahead));
