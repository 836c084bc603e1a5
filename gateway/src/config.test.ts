import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseConfig } from "./config.ts";

const env = {
  SIGHEJ_BROKER_URL: "mqtt://127.0.0.1:1883",
  SIGHEJ_VENUE: "6e2f3a10-7c55-4b0e-9d0a-2b1f60c5a001",
  SIGHEJ_GATEWAY: "door",
  SIGHEJ_GATEWAY_SECRET: "a secret",
};

describe("config", () => {
  it("takes the required settings and fills in the rest", () => {
    expect(parseConfig(env)).toEqual({
      ok: true,
      value: {
        brokerUrl: env.SIGHEJ_BROKER_URL,
        venue: env.SIGHEJ_VENUE,
        gateway: "door",
        secret: "a secret",
        windowLength: 1_000,
        logLevel: "info",
      },
    });
  });

  it("reports all faults at once", () => {
    const parsed = parseConfig({});
    expect(parsed.ok || parsed.faults.map((fault) => fault.split(" ")[0])).toEqual([
      "SIGHEJ_BROKER_URL",
      "SIGHEJ_VENUE",
      "SIGHEJ_GATEWAY",
      "SIGHEJ_GATEWAY_SECRET",
    ]);
  });

  it.each([
    ["SIGHEJ_BROKER_URL", "http://127.0.0.1"],
    ["SIGHEJ_BROKER_URL", "mqtt://name:secret@127.0.0.1"],
    ["SIGHEJ_BROKER_URL", "127.0.0.1:1883"],
    ["SIGHEJ_WINDOW_MS", "249"],
    ["SIGHEJ_WINDOW_MS", "5001"],
    ["SIGHEJ_WINDOW_MS", "1e3.5"],
    ["SIGHEJ_LOG_LEVEL", "loud"],
    ["SIGHEJ_GATEWAY", "Door"],
  ])("refuses %s = %s", (key, value) => {
    const parsed = parseConfig({ ...env, [key]: value });
    expect(parsed.ok || parsed.faults).toEqual([expect.stringContaining(key)]);
  });

  it("refuses unknown keys of ours, but not the simulator's or anybody else's", () => {
    const parsed = parseConfig({ ...env, SIGHEJ_GATWAY: "typo" });
    expect(parsed.ok || parsed.faults).toEqual(["SIGHEJ_GATWAY is not a setting of the gateway"]);
    expect(parseConfig({ ...env, SIGHEJ_SIM_AIR: "127.0.0.1:1", PATH: "/bin" }).ok).toBe(true);
  });

  it("refuses to let noble write hardware addresses to the log", () => {
    for (const DEBUG of ["*", "hci", "mqttjs,gap", "h*", "noble -att"])
      expect(parseConfig({ ...env, DEBUG }), DEBUG).toMatchObject({ ok: false });
    for (const DEBUG of ["mqttjs*", "vite:*", "", "-*", "(["])
      expect(parseConfig({ ...env, DEBUG }), DEBUG).toMatchObject({ ok: true });
  });

  it("repeats no value in a fault, for one of them is a secret", () => {
    const key = fc.constantFrom(...Object.keys(env), "SIGHEJ_WINDOW_MS", "SIGHEJ_LOG_LEVEL");
    const value = fc.string({ minLength: 6 }).map((text) => `§${text}§`);
    fc.assert(
      fc.property(key, value, (name, text) => {
        const parsed = parseConfig({ ...env, [name]: text });
        if (!parsed.ok) expect(parsed.faults.join("\n")).not.toContain("§");
      }),
    );
  });
});
