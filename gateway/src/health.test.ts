import { decodeGatewayStatus, encodeGatewayStatus, unixMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { type HealthFacts, SILENT_AFTER, STATUS_EVERY, statusDue, statusOf } from "./health.ts";

const startedAt = unixMs(1_700_000_000_000);
const at = (ms: number) => unixMs(startedAt + ms);

const facts: HealthFacts = {
  bootId: 7,
  version: "0.1.0",
  startedAt,
  radio: "scanning",
  radioSince: startedAt,
  intake: {
    adverts: 9,
    tokensHeard: 4,
    lastAdvertAt: at(500),
    refused: {
      truncated: 0,
      "unknown-version": 0,
      "no-level": 2,
      "implausible-level": 0,
      "too-many-tokens": 0,
    },
  },
  ring: { sent: 3, held: 1, dropped: 0 },
};

describe("status", () => {
  it("carries the figures, and of the refusals those that occurred", () => {
    const status = statusOf(facts, at(900));
    expect(status).toMatchObject({
      radio: "scanning",
      lastAdvertAgeMs: 400,
      adverts: 9,
      refused: { "no-level": 2 },
      windowsSent: 3,
    });
    expect(decodeGatewayStatus(encodeGatewayStatus(status))).toEqual({ ok: true, value: status });
  });

  it("calls a scanning radio silent after 30 s without an advert of any kind", () => {
    expect(statusOf(facts, at(500 + SILENT_AFTER - 1)).radio).toBe("scanning");
    expect(statusOf(facts, at(500 + SILENT_AFTER)).radio).toBe("silent");
    expect(statusOf({ ...facts, radio: "off" }, at(500 + SILENT_AFTER)).radio).toBe("off");
  });

  it("gives a radio that has just begun to scan 30 s before it is silent", () => {
    const begun = { ...facts, radioSince: at(60_000) };
    expect(statusOf(begun, at(60_000 + SILENT_AFTER - 1)).radio).toBe("scanning");
    const never = { ...begun, intake: { ...facts.intake, lastAdvertAt: undefined } };
    expect(statusOf(never, at(60_000 + SILENT_AFTER)).radio).toBe("silent");
    expect(statusOf(never, at(60_000))).not.toHaveProperty("lastAdvertAgeMs");
  });

  it("is due at first, every 10 s, and when the radio changes, not when a figure does", () => {
    const last = statusOf(facts, at(1_000));
    const soon = at(1_000 + STATUS_EVERY - 1);
    expect(statusDue(undefined, last)).toBe(true);
    expect(statusDue(last, statusOf(facts, soon))).toBe(false);
    expect(statusDue(last, statusOf({ ...facts, ring: { ...facts.ring, sent: 9 } }, soon))).toBe(
      false,
    );
    expect(statusDue(last, statusOf({ ...facts, radio: "off" }, soon))).toBe(true);
    expect(statusDue(last, statusOf(facts, at(1_000 + STATUS_EVERY)))).toBe(true);
  });

  it("stays valid and becomes due when the clock is set back", () => {
    const last = statusOf(facts, at(1_000));
    const back = statusOf(facts, at(-3_600_000));
    expect(back.lastAdvertAgeMs).toBe(0);
    expect(statusDue(last, back)).toBe(true);
  });
});
