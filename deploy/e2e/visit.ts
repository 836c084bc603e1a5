/**
 * `npm run visit`: starts the venue as a person would, lets a scripted visitor wait for a nudge, and
 * prints how long each took: time to ready, and from opening the app to the first nudge.
 *
 * Limits are printed here and never asserted in a test: they depend on the machine.
 */
import { parseArgs } from "node:util";
import { arrive, npmStart } from "./npm-start.ts";

const USAGE = `Usage: npm run visit -- [--recording DIR] [--runs N]

Times a whole venue on this machine: until it is ready, and until a visitor is nudged.

  --recording DIR  a recorded hall instead of the crowd
  --runs N         runs, of which the median is printed too (5; 1 to 50)
`;
/** A visitor who has waited this long is told nothing: the run counts as failed. */
const PATIENCE_MS = 300_000;

const say = (text: string) => process.stdout.write(`${text}\n`);

interface Timed {
  readonly ready: number;
  readonly nudged: number;
}

async function timedVisit(args: readonly string[], seed: number): Promise<Timed> {
  const started = performance.now();
  const running = await npmStart([
    ...["--host", "127.0.0.1", "--port", "0", "--seed", String(seed)],
    ...args,
  ]);
  try {
    const { app, venue } = await running.ready();
    const ready = performance.now();
    const visitor = await arrive(app, venue);
    const late = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error("no nudge in five minutes")), PATIENCE_MS).unref();
    });
    await Promise.race([visitor.nudged(), late]);
    const nudged = performance.now();
    visitor.close();
    return { ready: (ready - started) / 1_000, nudged: (nudged - ready) / 1_000 };
  } finally {
    await running.interrupt();
  }
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function main(): Promise<number> {
  const options = { recording: { type: "string" }, runs: { type: "string" } } as const;
  let values: { recording?: string | undefined; runs?: string | undefined };
  try {
    ({ values } = parseArgs({ options }));
  } catch {
    say(USAGE);
    return 2;
  }
  const runs = Number(values.runs ?? "5");
  if (!Number.isInteger(runs) || runs < 1 || runs > 50) {
    say(USAGE);
    return 2;
  }
  const args = values.recording === undefined ? [] : ["--recording", values.recording];
  const all: Timed[] = [];
  for (let seed = 1; seed <= runs; seed++) {
    const timed = await timedVisit(args, seed);
    all.push(timed);
    say(
      `run ${seed}: ready after ${timed.ready.toFixed(1)} s, nudged after ${timed.nudged.toFixed(1)} s`,
    );
  }
  const ready = median(all.map((each) => each.ready));
  const nudged = median(all.map((each) => each.nudged));
  say(`median of ${runs}: ready after ${ready.toFixed(1)} s, nudged after ${nudged.toFixed(1)} s`);
  return 0;
}

process.exit(await main());
