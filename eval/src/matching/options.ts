/**
 * Options: turns the words after `npm run eval -- matching` into a checked request. Pure.
 */
import { parseArgs } from "node:util";

export interface Options {
  readonly people: readonly number[];
  readonly seed: number;
  readonly json: boolean;
}

export type Parsed =
  | { readonly ok: true; readonly value: Options }
  | { readonly ok: false; readonly fault: string };

/** Larger crowds take minutes. */
const PEOPLE_MAX = 1_000;

/** A fault is one line that names the option. */
export function parseOptions(words: readonly string[]): Parsed {
  const read = reading(words);
  if (typeof read === "string") return { ok: false, fault: read };
  const people = read.people.split(",").map(wholeNumber);
  if (!people.every((each) => each >= 2 && each <= PEOPLE_MAX))
    return {
      ok: false,
      fault: `--people takes whole numbers from 2 to ${PEOPLE_MAX}, as 20,80,300`,
    };
  const seed = wholeNumber(read.seed);
  if (!(seed < 2 ** 32)) return { ok: false, fault: "--seed takes a whole number under 2^32" };
  return { ok: true, value: { people: [...new Set(people)], seed, json: read.json } };
}

function reading(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        people: { type: "string", default: "20,80,300" },
        seed: { type: "string", default: "1" },
        json: { type: "boolean", default: false },
      },
    }).values;
  } catch (cause) {
    return cause instanceof Error ? (cause.message.split(/\n|\. /)[0] ?? "") : "bad options";
  }
}

const wholeNumber = (text: string): number => (/^\d{1,10}$/.test(text) ? Number(text) : Number.NaN);
