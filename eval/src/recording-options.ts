/**
 * Recording options: turns the words after `npm run eval -- dp3t` or `-- wut-flat` into a checked
 * request. Pure.
 */
import { parseArgs } from "node:util";

export interface RecordingOptions<Test extends string> {
  readonly folder: string;
  /** The part that is judged; the others may be fitted on. */
  readonly test: Test;
  readonly seed: number;
  /** Of the bootstrap. */
  readonly draws: number;
  readonly json: boolean;
}

export type Parsed<Test extends string> =
  | { readonly ok: true; readonly value: RecordingOptions<Test> }
  | { readonly ok: false; readonly fault: string };

/** More draws than this take minutes and move no digit. */
const MAX_DRAWS = 10_000;

/** A fault is one line that names the option. The first of `tests` is judged unless another is named. */
export function parseRecordingOptions<Test extends string>(
  words: readonly string[],
  tests: readonly [Test, ...Test[]],
): Parsed<Test> {
  const refused = (fault: string): Parsed<Test> => ({ ok: false, fault });
  let read: ReturnType<typeof reading>;
  try {
    read = reading(words, tests[0]);
  } catch (cause) {
    return refused(
      cause instanceof Error ? (cause.message.split(/\n|\. /)[0] ?? "") : "bad options",
    );
  }
  const { values, positionals } = read;
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) return refused("expected one folder");
  const test = tests.find((each) => each === values.test);
  if (test === undefined) return refused(`--test takes ${tests.join(", ")}`);
  const [seed, draws] = [Number(values.seed), Number(values.draws)];
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    return refused("--seed takes a whole number under 2^32");
  if (!Number.isInteger(draws) || draws < 1 || draws > MAX_DRAWS)
    return refused(`--draws takes 1 to ${MAX_DRAWS}`);
  return { ok: true, value: { folder, test, seed, draws, json: values.json } };
}

const reading = (words: readonly string[], test: string) =>
  parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      test: { type: "string", default: test },
      seed: { type: "string", default: "1" },
      draws: { type: "string", default: "200" },
      json: { type: "boolean", default: false },
    },
  });
