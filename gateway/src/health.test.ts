import { decodeGatewayStatus, encodeGatewayStatus, unixMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { type HealthFacts, STATUS_EVERY, statusDue, statusOf } from "./health.ts";
import type { AdapterView } from "./radios.ts";

const startedAt = unixMs(1_700_000_000_000);
const at = (ms: number) => unixMs(startedAt + ms);
const hears: AdapterView = { name: "hci0", health: "scanning", adverts: 9, heardAt: 500 };
const deaf: AdapterView = { name: "hci1", health: "silent", adverts: 0, heardAt: undefined };

const facts: HealthFacts = {
  bootId: 7,
  version: "0.1.0",
  startedAt,
  adapters: [deaf, hears],
  intake: {
    adverts: 9,
    kinds: { ours: 3, eid: 1, fixedTag: 0, foreign: 5 },
    tokensHeard: 4,
    refused: {
      ...{ truncated: 0, "unknown-version": 0, malformed: 0, "no-level": 2 },
      ...{ "implausible-level": 0, "too-many-tokens": 0 },
    },
  },
  ring: { made: 4, sent: 3, held: 1, dropped: 0, bytes: 36 },
  windowsLost: 2,
  clockError: undefined,
  commandsRefused: {},
  recoveries: { silence: 1 },
  lastRecovery: { at: startedAt, adapter: "hci1", step: "scan", reason: "silence" },
  lastCommand: { at: startedAt, command: "blink" },
  loopLagMs: 1,
  rssBytes: 50_000_000,
  machine: undefined,
  config: undefined,
  checkIn: undefined,
};

describe("status", () => {
  it("carries the figures, and of the refusals those that occurred", () => {
    const status = statusOf(facts, at(900), 900);
    expect(status).toMatchObject({
      lastAdvertAgeMs: 400,
      adverts: 9,
      refused: { "no-level": 2 },
      windowsMade: 4,
      windowsLost: 2,
      adapters: [
        { name: "hci1", radio: "silent" },
        { name: "hci0", radio: "scanning", lastAdvertAgeMs: 400 },
      ],
    });
    expect(decodeGatewayStatus(encodeGatewayStatus(status))).toEqual({ ok: true, value: status });
  });

  it("says that the gateway hears while one of its adapters does", () => {
    expect(statusOf(facts, at(0), 500).radio).toBe("scanning");
    expect(statusOf({ ...facts, adapters: [deaf] }, at(0), 0).radio).toBe("silent");
    const nothing = statusOf({ ...facts, adapters: [] }, at(0), 0);
    expect(nothing.radio).toBe("off");
    expect(nothing).not.toHaveProperty("lastAdvertAgeMs");
  });

  it("gives adverts a second by kind since the status before", () => {
    expect(statusOf(facts, at(0), 0)).not.toHaveProperty("advertsPerS");
    const last = { at: 0, kinds: { ours: 1, eid: 0, fixedTag: 0, foreign: 0 } };
    expect(statusOf(facts, at(0), 10_000, last).advertsPerS).toEqual({
      ...{ all: 0.8, ours: 0.2, eid: 0.1, fixedTag: 0, foreign: 0.5 },
    });
  });

  it("is due at first, every 10 s, and when a radio changes or is seen to, not when a figure does", () => {
    const last = statusOf(facts, at(1_000), 1_000);
    const soon = at(1_000 + STATUS_EVERY - 1);
    const next = (more: Partial<HealthFacts>) => statusOf({ ...facts, ...more }, soon, 1_000);
    expect(statusDue(undefined, last)).toBe(true);
    expect(statusDue(last, next({}))).toBe(false);
    expect(statusDue(last, next({ ring: { ...facts.ring, sent: 9 } }))).toBe(false);
    expect(statusDue(last, next({ adapters: [hears] }))).toBe(true);
    const again = { at: at(1), adapter: "hci1", step: "driver", reason: "silence" } as const;
    expect(statusDue(last, next({ lastRecovery: again }))).toBe(true);
    expect(statusDue(last, statusOf(facts, at(1_000 + STATUS_EVERY), 1_000))).toBe(true);
  });

  it("stays valid and becomes due when the clock is set back", () => {
    const last = statusOf(facts, at(1_000), 1_000);
    const back = statusOf(facts, at(-3_600_000), 400);
    expect(back.lastAdvertAgeMs).toBe(0);
    expect(statusDue(last, back)).toBe(true);
  });
});
