import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { time } from "../test/arbitraries.ts";
import { anyBytes, damaged, decodesWhatItEncodes, neverThrows } from "../test/round-trip.ts";
import { asciiBytes } from "./bytes.ts";
import {
  decodeGatewayCommand,
  encodeGatewayCommand,
  type GatewayCommand,
  MAX_ACK_RANGES,
  MAX_BLINK_S,
} from "./gateway-command.ts";
import { unixMs } from "./units.ts";

const u32 = fc.nat(0xffff_ffff);
const range = fc.tuple(u32, u32).map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));
const ack = fc.record({
  command: fc.constant("ack" as const),
  bootId: u32,
  at: time,
  ranges: fc.array(range, { minLength: 1, maxLength: MAX_ACK_RANGES }),
});
const command: fc.Arbitrary<GatewayCommand> = fc.oneof(
  ack,
  fc.constant({ v: 1 as const, command: "restart-scan" as const }),
  fc.record({
    v: fc.constant(1 as const),
    command: fc.constant("blink" as const),
    seconds: fc.integer({ min: 1, max: MAX_BLINK_S }),
  }),
);

const kindOf = (bytes: Uint8Array) => {
  const read = decodeGatewayCommand(bytes);
  return read.ok ? undefined : read.problem.kind;
};
const json = (value: unknown) => asciiBytes(JSON.stringify(value));

describe("a gateway command", () => {
  it("survives the wire", () =>
    decodesWhatItEncodes(command, encodeGatewayCommand, decodeGatewayCommand));

  it("is read from any bytes without throwing", () => {
    neverThrows(anyBytes, decodeGatewayCommand);
    neverThrows(damaged(command.map(encodeGatewayCommand)), decodeGatewayCommand);
  });

  it("acknowledges one run of windows in 20 bytes", () => {
    const bytes = encodeGatewayCommand({
      command: "ack",
      bootId: 7,
      at: unixMs(2 ** 32 + 9),
      ranges: [{ first: 1, last: 260 }],
    });
    expect([...bytes]).toEqual([
      ...[1, 1, 0, 1, 0, 0, 0, 9, 0, 0, 0, 7],
      ...[0, 0, 0, 1, 0, 0, 1, 4],
    ]);
  });

  it("is refused when it is cut, longer, of another format or a run that ends before it begins", () => {
    fc.assert(
      fc.property(ack, (value) => {
        const wire = encodeGatewayCommand(value);
        expect(kindOf(wire.subarray(0, -1))).toBe("truncated");
        expect(kindOf(wire.subarray(0, 11))).toBe("truncated");
        expect(kindOf(Uint8Array.of(...wire, 0))).toBe("overlong");
        expect(kindOf(Uint8Array.of(2, ...wire.subarray(1)))).toBe("unknown-version");
        expect(kindOf(Uint8Array.of(1, 0, ...wire.subarray(2)))).toBe("bad-field");
      }),
    );
    const at = unixMs(0);
    const backwards = { command: "ack" as const, bootId: 7, at, ranges: [{ first: 9, last: 8 }] };
    expect(kindOf(encodeGatewayCommand(backwards))).toBe("bad-field");
  });

  it("is refused when nobody here knows it", () => {
    expect(kindOf(json({ v: 1, command: "open-door" }))).toBe("bad-field");
    expect(kindOf(json({ v: 2, command: "restart-scan" }))).toBe("bad-field");
    expect(kindOf(json({ v: 1, command: "restart-scan", now: true }))).toBe("bad-field");
    expect(kindOf(json({ v: 1, command: "blink", seconds: 3_600 }))).toBe("bad-field");
    expect(kindOf(asciiBytes("{restart-scan"))).toBe("bad-json");
  });

  it("blinks for ten seconds where nothing else is said", () => {
    expect(decodeGatewayCommand(json({ v: 1, command: "blink" }))).toEqual({
      ok: true,
      value: { v: 1, command: "blink", seconds: 10 },
    });
  });
});
