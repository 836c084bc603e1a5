/**
 * Canaries: values that a test plants with people, and the search for them, in every spelling that a
 * leak could take, in what a system has written. Pure.
 */

export interface Canary {
  readonly name: string;
  readonly spellings: readonly Buffer[];
}

/** A text as it is, percent-encoded and in base64. */
export const textCanary = (name: string, text: string): Canary => ({
  name,
  spellings: [text, encodeURIComponent(text), Buffer.from(text).toString("base64")].map((each) =>
    Buffer.from(each),
  ),
});

/** Bytes as they are, and as the texts in which bytes are written. */
export function bytesCanary(name: string, bytes: Uint8Array): Canary {
  const raw = Buffer.from(bytes);
  const hex = raw.toString("hex");
  const decimal = BigInt(`0x${hex}`).toString();
  const texts = [
    hex,
    hex.toUpperCase(),
    raw.toString("base64"),
    raw.toString("base64url"),
    decimal,
  ];
  // JSON writes a Uint8Array as {"0":12,"1":…} and a Buffer as {"data":[12,…]}.
  texts.push([...raw].join(","), JSON.stringify(new Uint8Array(raw)).slice(1, -1));
  return { name, spellings: [raw, ...texts.map((each) => Buffer.from(each))] };
}

/** Several words together, as a list of them would be written. */
export const mixCanary = (name: string, words: readonly string[]): Canary => ({
  name,
  spellings: [" ", ",", ", ", '","', '", "', "|", ";", "\n", "\t"].map((between) =>
    Buffer.from(words.join(between)),
  ),
});

/** The names of those that stand in `written`. */
export const canariesIn = (written: Buffer, canaries: readonly Canary[]): readonly string[] =>
  canaries
    .filter(({ spellings }) => spellings.some((each) => written.includes(each)))
    .map(({ name }) => name);
