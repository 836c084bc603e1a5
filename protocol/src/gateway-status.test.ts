import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyBytes, damaged, decodesWhatItEncodes, neverThrows } from "../test/round-trip.ts";
import { asciiBytes } from "./bytes.ts";
import {
  decodeGatewayStatus,
  encodeGatewayStatus,
  type GatewayOnline,
  type GatewayStatus,
  radioStates,
  recoveryReasons,
  recoverySteps,
} from "./gateway-status.ts";

const count = fc.nat();
const radio = fc.constantFrom(...radioStates);
const dictionary = <K extends string>(...keys: readonly K[]) =>
  fc.dictionary(fc.constantFrom(...keys), count, { noNullPrototype: true });
const status: fc.Arbitrary<GatewayStatus> = fc.oneof(
  fc.record({ v: fc.constant(1 as const), state: fc.constant("offline" as const), bootId: count }),
  fc.record(
    {
      v: fc.constant(1 as const),
      state: fc.constant("online" as const),
      bootId: count,
      startedAt: count,
      sentAt: count,
      version: fc.constantFrom("0.1.0", "12.3.4-rc.1"),
      radio,
      adapters: fc.array(
        fc.record({ name: fc.constantFrom("hci0", "hci1"), radio, adverts: count }),
        {
          maxLength: 8,
        },
      ),
      lastAdvertAgeMs: count,
      adverts: count,
      tokensHeard: count,
      refused: dictionary("not-ours", "truncated"),
      windowsMade: count,
      windowsSent: count,
      windowsHeld: count,
      windowsDropped: count,
      windowsLost: count,
      queueBytes: count,
      clockErrorMs: fc.integer({ min: -32_768, max: 32_767 }),
      commandsRefused: dictionary("bad-field"),
      lastCommand: fc.record({ at: count, command: fc.constantFrom("blink", "restart-scan") }),
      recoveries: dictionary(...recoveryReasons) as fc.Arbitrary<GatewayOnline["recoveries"]>,
      lastRecovery: fc.record({
        at: count,
        adapter: fc.constant("hci0"),
        step: fc.constantFrom(...recoverySteps),
        reason: fc.constantFrom(...recoveryReasons),
      }),
      loopLagMs: count,
      rssBytes: count,
    },
    { noNullPrototype: true },
  ),
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
