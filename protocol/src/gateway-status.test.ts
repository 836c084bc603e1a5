import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyBytes, damaged, decodesWhatItEncodes, neverThrows } from "../test/round-trip.ts";
import { asciiBytes } from "./bytes.ts";
import { decodeGatewayStatus, encodeGatewayStatus, type GatewayStatus } from "./gateway-status.ts";

const count = fc.nat();
const status: fc.Arbitrary<GatewayStatus> = fc.oneof(
  fc.record({ v: fc.constant(1 as const), state: fc.constant("offline" as const), bootId: count }),
  fc.record({
    v: fc.constant(1 as const),
    state: fc.constant("online" as const),
    bootId: count,
    startedAt: count,
    sentAt: count,
    version: fc.constantFrom("0.1.0", "12.3.4-rc.1"),
    radio: fc.constantFrom("starting" as const, "scanning" as const, "silent" as const),
    adverts: count,
    tokensHeard: count,
    refused: fc.dictionary(fc.constantFrom("not-ours", "truncated"), count, {
      noNullPrototype: true,
    }),
    windowsSent: count,
    windowsHeld: count,
    windowsDropped: count,
  }),
);

describe("a gateway status", () => {
  it("survives the wire", () =>
    decodesWhatItEncodes(status, encodeGatewayStatus, decodeGatewayStatus));

  it("is read from any bytes without throwing", () => {
    neverThrows(anyBytes, decodeGatewayStatus);
    neverThrows(damaged(status.map(encodeGatewayStatus)), decodeGatewayStatus);
  });

  it("names the field at fault and never its value", () => {
    const bytes = asciiBytes('{"v":1,"state":"offline","bootId":"secret"}');
    expect(decodeGatewayStatus(bytes)).toEqual({
      ok: false,
      problem: { kind: "bad-field", detail: "bootId: expected number" },
    });
  });
});
