/**
 * Crockford's Base32: random bytes as text that people read and type, and the one spelling of what
 * they typed: either case, O for 0, I and L for 1, blanks and hyphens anywhere
 * (https://www.crockford.com/base32.html). Pure.
 */

/** No letter that reads as a digit, and no U. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Text of `characters` characters, five bits each; too few bytes for it is a bug. */
export function crockfordOf(bytes: Uint8Array, characters: number): string {
  if (bytes.length * 8 < characters * 5) throw new RangeError("too few bytes for this text");
  return Array.from({ length: characters }, (_, at) => {
    const first = (at * 5) >> 3;
    const pair = ((bytes[first] ?? 0) << 8) | (bytes[first + 1] ?? 0);
    return alphabet.charAt((pair >> (11 - ((at * 5) & 7))) & 31);
  }).join("");
}

/** What was typed, without what says nothing; characters of no such text stay as they are. */
export const plainCrockford = (typed: string): string =>
  typed.replace(/[\s-]/g, "").toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1");

/** In groups of four with hyphens between them, as people read it out. */
export const inGroups = (plain: string): string => plain.match(/.{1,4}/g)?.join("-") ?? "";
