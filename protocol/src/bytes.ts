/**
 * Bytes as text, both ways: hexadecimal, base64url (RFC 4648 §5, no padding) and ASCII. Pure: no
 * Buffer and no TextEncoder, so the same code runs in a browser, in Node and on paper.
 */
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { type Decoded, decoded, refused } from "./decoded.ts";

const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const sextets = new Map([...base64url].map((character, index) => [character, index]));

export const hexOf = bytesToHex;

/** Bytes of an even number of hexadecimal digits, upper or lower case. */
export function decodeHex(text: string): Decoded<Uint8Array> {
  if (!/^(?:[0-9a-f]{2})*$/i.test(text)) return refused("bad-field", "expected hexadecimal digits");
  return decoded(hexToBytes(text));
}

export function base64urlOf(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += base64url.charAt((held >> bits) & 63);
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + base64url.charAt((held << (6 - bits)) & 63) : text;
}

/** Refuses padding, foreign characters and left-over bits, so that one value has one spelling. */
export function decodeBase64url(text: string): Decoded<Uint8Array> {
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const character of text) {
    const sextet = sextets.get(character);
    if (sextet === undefined) return refused("bad-field", "expected base64url without padding");
    held = (held << 6) | sextet;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = held >> bits;
    held &= (1 << bits) - 1;
  }
  if (bits >= 6 || held !== 0) return refused("bad-field", "base64url text ends in stray bits");
  return decoded(bytes);
}

/** The bytes of a text of ASCII characters; for labels and JSON that this package made itself. */
export const asciiBytes = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0) & 0x7f);

/** The text of ASCII bytes; anything above 0x7f is refused rather than guessed at. */
export function decodeAscii(bytes: Uint8Array): Decoded<string> {
  let text = "";
  for (const byte of bytes) {
    if (byte > 0x7f) return refused("bad-field", "expected ASCII characters only");
    text += String.fromCharCode(byte);
  }
  return decoded(text);
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Looks at every byte whatever the first ones say, so that its time tells nothing of a secret. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (const [index, byte] of a.entries()) difference |= byte ^ (b[index] ?? 0);
  return difference === 0;
}
