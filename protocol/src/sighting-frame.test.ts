import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sightingBatch } from "../test/arbitraries.ts";
import { anyBytes, damaged, decodesWhatItEncodes, neverThrows } from "../test/round-trip.ts";
import { asciiBytes } from "./bytes.ts";
import { MAX_SIGHTINGS } from "./sighting.ts";
import {
  decodeSightings,
  encodeSightings,
  FRAME_HEADER_BYTES,
  FRAME_ROW_BYTES,
} from "./sighting-frame.ts";
import { encodeSightingJson } from "./sighting-json.ts";

describe("a sighting frame", () => {
  it("survives the wire, packed and as JSON", () => {
    decodesWhatItEncodes(sightingBatch, encodeSightings, decodeSightings);
    decodesWhatItEncodes(sightingBatch, encodeSightingJson, decodeSightings);
  });

  it("keeps to the sizes that were promised: header <= 32 bytes, row <= 14", () => {
    expect(FRAME_HEADER_BYTES).toBeLessThanOrEqual(32);
    expect(FRAME_ROW_BYTES).toBeLessThanOrEqual(14);
    fc.assert(
      fc.property(sightingBatch, (batch) => {
        const expected = FRAME_HEADER_BYTES + batch.sightings.length * FRAME_ROW_BYTES;
        expect(encodeSightings(batch).length).toBe(expected);
      }),
    );
  });

  it("is read from any bytes without throwing", () => {
    neverThrows(anyBytes, decodeSightings);
    neverThrows(damaged(sightingBatch.map(encodeSightings)), decodeSightings);
    neverThrows(damaged(sightingBatch.map(encodeSightingJson)), decodeSightings);
    neverThrows(fc.json().map(asciiBytes), decodeSightings);
  });

  it("that says more or fewer rows than it has is refused", () => {
    fc.assert(
      fc.property(sightingBatch, (batch) => {
        const bytes = encodeSightings(batch);
        expect(decodeSightings(bytes.subarray(0, -1)).ok).toBe(false);
        expect(decodeSightings(Uint8Array.of(...bytes, 0)).ok).toBe(false);
      }),
    );
  });

  it("with a level or a count out of range is refused, in both forms", () => {
    fc.assert(
      fc.property(
        sightingBatch.filter(({ sightings }) => sightings.length > 0),
        (batch) => {
          const bytes = encodeSightings(batch);
          bytes[FRAME_HEADER_BYTES + 8] = 0;
          expect(decodeSightings(bytes)).toMatchObject({ problem: { kind: "bad-field" } });
          const [first] = batch.sightings;
          const json = encodeSightingJson({
            ...batch,
            sightings: first ? [{ ...first, count: 0 }] : [],
          });
          expect(decodeSightings(json)).toMatchObject({ problem: { kind: "bad-field" } });
        },
      ),
    );
  });

  it("larger than one radio can fill is refused before its rows are read", () => {
    const bytes = new Uint8Array(FRAME_HEADER_BYTES);
    bytes[0] = 1;
    new DataView(bytes.buffer).setUint16(2, MAX_SIGHTINGS + 1);
    expect(decodeSightings(bytes)).toMatchObject({ problem: { kind: "overlong" } });
  });
});
