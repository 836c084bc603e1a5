import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytes, stockId, zoneId } from "../test/arbitraries.ts";
import { decodesWhatItEncodes, neverThrows } from "../test/round-trip.ts";
import {
  type CarrierBinding,
  decodeCarrierBinding,
  encodeCarrierBinding,
  parseStockCode,
  stockCodeText,
} from "./carrier.ts";

const stockCode = fc.record({ id: stockId, code: bytes(16) });
const digits = fc.stringMatching(/^[0-9]{6}$/);
const binding: fc.Arbitrary<CarrierBinding> = fc.oneof(
  fc.record({ kind: fc.constant("badge" as const), id: stockId, code: bytes(16) }),
  fc.record({ kind: fc.constant("stock-tag" as const), id: stockId, code: bytes(16) }),
  fc.record({ kind: fc.constant("zone-code" as const), code: digits }),
  fc.record({ kind: fc.constant("zone-code" as const), code: digits, zone: zoneId }),
);

describe("a carrier's binding", () => {
  it("survives JSON", () => {
    const wire = (value: CarrierBinding): unknown =>
      JSON.parse(JSON.stringify(encodeCarrierBinding(value)));
    decodesWhatItEncodes(binding, wire, decodeCarrierBinding);
  });

  it.each([
    {},
    { kind: "check-in", zone: "hall" },
    { kind: "badge", id: "K7M2" },
    { kind: "badge", id: "k7m2", code: "A".repeat(22) },
    { kind: "badge", id: "K7M2", code: "A".repeat(43) },
    { kind: "zone-code", code: "12345" },
    { kind: "zone-code", code: "１２３４５６" },
    { kind: "zone-code", code: 123456 },
    { kind: "zone-code", code: "123456", until: 1 },
  ])("is refused as %j, by a name and without the value", (body) => {
    const refusal = decodeCarrierBinding(body);
    expect(refusal.ok).toBe(false);
    if (!refusal.ok) expect(refusal.problem.detail).not.toMatch(/k7m2|12345|AAAA/);
  });

  it("is read from anything without throwing", () =>
    neverThrows(fc.anything(), decodeCarrierBinding));

  it("has a code that is one text: id and bind code", () => {
    decodesWhatItEncodes(stockCode, stockCodeText, parseStockCode);
    neverThrows(fc.string(), parseStockCode);
  });
});
