/**
 * Claim code: twelve characters that a new gateway trades for its credential, once. Pure.
 *
 * Crockford's Base32 in three groups, as people read and type it: either case, O for 0, I and L for
 * 1, blanks and hyphens anywhere (https://www.crockford.com/base32.html). 60 bits: with a code that
 * lives for a day and the matcher's limit on tries, nobody guesses one.
 */
import { type Decoded, decoded, refused, type TextParser } from "./decoded.ts";

declare const claimCode: unique symbol;
/** `XXXX-XXXX-XXXX`, in capitals. A secret: never in a log, a metric or the path of a URL. */
export type ClaimCode = string & { readonly [claimCode]: true };

/** Random bytes that a code is made of: twelve characters of five bits, half a byte to spare. */
export const CLAIM_CODE_BYTES = 8;
const CHARACTERS = 12;
const GROUP = 4;
/** No letter that reads as a digit, and no U. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** A code with a blank after every character and then some; what is longer is not looked at. */
const LONGEST = 64;

/** A code of exactly CLAIM_CODE_BYTES random bytes; any other number is a bug. */
export function claimCodeOf(bytes: Uint8Array): ClaimCode {
  if (bytes.length !== CLAIM_CODE_BYTES) throw new RangeError("a claim code is made of 8 bytes");
  const bits = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
  const characters = Array.from({ length: CHARACTERS }, (_, at) =>
    alphabet.charAt(Number((bits >> BigInt(5 * at)) & 31n)),
  );
  return grouped(characters.join(""));
}

/** The one spelling of what was typed, scanned or sent. */
export const parseClaimCode: TextParser<ClaimCode> = Object.assign(
  (text: unknown): Decoded<ClaimCode> => {
    const wrong = refused("bad-field", "expected a claim code: 12 letters and digits");
    if (typeof text !== "string" || text.length > LONGEST) return wrong;
    const plain = text
      .replace(/[\s-]/g, "")
      .toUpperCase()
      .replaceAll("O", "0")
      .replace(/[IL]/g, "1");
    return /^[0-9A-HJKMNP-TV-Z]{12}$/.test(plain) ? decoded(grouped(plain)) : wrong;
  },
  { pattern: "^[\\s\\-]*(?:[0-9A-TV-Za-tv-z][\\s\\-]*){12}$" },
);

const grouped = (plain: string): ClaimCode =>
  [0, GROUP, 2 * GROUP].map((from) => plain.slice(from, from + GROUP)).join("-") as ClaimCode;
