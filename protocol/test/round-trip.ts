/** Round trip: the two properties that every codec must have. */
import * as fc from "fast-check";
import { expect } from "vitest";
import type { Decoded } from "../src/index.ts";

/** Decoding what was encoded gives the same value back. */
export function decodesWhatItEncodes<T, Wire>(
  values: fc.Arbitrary<T>,
  encode: (value: T) => Wire,
  decode: (wire: Wire) => Decoded<T>,
): void {
  fc.assert(
    fc.property(values, (value) => {
      expect(decode(encode(value))).toEqual({ ok: true, value });
    }),
  );
}

/** No input makes a decoder throw; what it refuses, it refuses as a value. */
export function neverThrows<Wire>(
  inputs: fc.Arbitrary<Wire>,
  decode: (wire: Wire) => Decoded<unknown>,
): void {
  fc.assert(
    fc.property(inputs, (input) => {
      expect(typeof decode(input).ok).toBe("boolean");
    }),
    { numRuns: 1_000 },
  );
}

export const anyBytes = fc.uint8Array({ maxLength: 300 });

/** Valid bytes with a few of them changed, cut off or added: what random bytes seldom reach. */
export const damaged = (valid: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(valid, fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 4 }), fc.nat(400))
    .map(([bytes, changes, length]) => {
      const changed = new Uint8Array(length % 2 === 0 ? bytes.length : length);
      changed.set(bytes.subarray(0, changed.length));
      for (const [at, value] of changes) if (at < changed.length) changed[at] = value;
      return changed;
    });
