/**
 * Options: turns the words after `npm run eval -- tetam` into a checked request. Pure.
 */
import { parseArgs } from "node:util";

export interface Options {
  readonly folder: string;
  /** The set that maps are made from, or none: receiver coordinates only. */
  readonly fit: string | undefined;
  /** A set of standing beacons, or `tracks`. */
  readonly test: string;
  readonly receivers: 12 | 8 | 6 | 4;
  /** Spread of carriers' own strength that is added, dB. */
  readonly offsetSd: number;
  /** Adverts a second that are kept; undefined keeps all of some 2.2. */
  readonly rate: number | undefined;
  /** Whether a map is learned from what is tested, too: most of the time that an evaluation takes. */
  readonly isLearning: boolean;
  readonly seed: number;
  readonly draws: number;
  readonly json: boolean;
}

export type Parsed =
  | { readonly ok: true; readonly value: Options }
  | { readonly ok: false; readonly fault: string };

const counts = [12, 8, 6, 4] as const;

/** A fault is one line that names the option. */
export function parseOptions(words: readonly string[]): Parsed {
  const read = reading(words);
  if (typeof read === "string") return refused(read);
  const { values, positionals } = read;
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) return refused("expected one folder");
  const receivers = counts.find((each) => String(each) === values.receivers);
  if (receivers === undefined) return refused("--receivers takes 12, 8, 6 or 4");
  const offsetSd = Number(values["offset-sd"]);
  if (!(offsetSd >= 0 && offsetSd <= 20)) return refused("--offset-sd takes 0 to 20");
  const rate = values.rate === undefined ? undefined : Number(values.rate);
  if (rate !== undefined && !(rate >= 0.1 && rate <= 10)) return refused("--rate takes 0.1 to 10");
  const [seed, draws] = [Number(values.seed), Number(values.draws)];
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    return refused("--seed takes a whole number under 2^32");
  if (!Number.isInteger(draws) || draws < 1 || draws > 10_000)
    return refused("--draws takes 1 to 10000");
  const named = (set: string) => /^set_\d+$/.test(set);
  if (values.fit !== "none" && !named(values.fit)) return refused("--fit takes set_<n> or none");
  if (values.test !== "tracks" && !named(values.test))
    return refused("--test takes set_<n> or tracks");
  const fit = values.fit === "none" ? undefined : values.fit;
  const { test, json } = values;
  const isLearning = true;
  return {
    ok: true,
    value: { folder, fit, test, receivers, offsetSd, rate, isLearning, seed, draws, json },
  };
}

const refused = (fault: string): Parsed => ({ ok: false, fault });

function reading(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        fit: { type: "string", default: "set_1" },
        test: { type: "string", default: "set_1" },
        receivers: { type: "string", default: "12" },
        "offset-sd": { type: "string", default: "0" },
        rate: { type: "string" },
        seed: { type: "string", default: "1" },
        draws: { type: "string", default: "200" },
        json: { type: "boolean", default: false },
      },
    });
  } catch (cause) {
    return cause instanceof Error ? (cause.message.split(/\n|\. /)[0] ?? "") : "bad options";
  }
}
