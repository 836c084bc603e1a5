import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseConfig } from "./config.ts";

const board = {
  gateway: "bar-board",
  username: "a name",
  secret: "another secret",
  password: "twelve and more",
};
/** As the enrolment writes it, and all that an operator may add. */
const file = {
  venue: "6e2f3a10-7c55-4b0e-9d0a-2b1f60c5a001",
  gateway: "door",
  broker: {
    url: "mqtts://broker.example:8883",
    username: "a name",
    password: "a secret",
    ca: "-----BEGIN CERTIFICATE-----",
  },
  windowMs: 500,
  logLevel: "debug",
  adapters: ["AA:BB:CC:DD:EE:FF"],
  checkInAdapter: "AA:BB:CC:DD:EE:00",
  loopbackPort: 9464,
  boards: { address: "192.0.2.7", port: 1884, list: [board] },
};
const fileOf = (value: unknown) => ({ path: "/etc/x.json", text: JSON.stringify(value) });

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
        brokerCa: undefined,
        venue: env.SIGHEJ_VENUE,
        gateway: "door",
        username: `${env.SIGHEJ_VENUE}/door`,
        secret: "a secret",
        adapters: [],
        checkInAdapter: undefined,
        loopbackPort: 0,
        boardsAddress: "0.0.0.0",
        boardsPort: 1883,
        boards: [],
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

  it("reads the file, and lets the environment win", () => {
    expect(parseConfig({}, fileOf(file))).toEqual({
      ok: true,
      value: {
        brokerUrl: "mqtts://broker.example:8883",
        brokerCa: "-----BEGIN CERTIFICATE-----",
        venue: file.venue,
        gateway: "door",
        username: "a name",
        secret: "a secret",
        windowLength: 500,
        logLevel: "debug",
        adapters: ["aa:bb:cc:dd:ee:ff"],
        checkInAdapter: "aa:bb:cc:dd:ee:00",
        loopbackPort: 9464,
        boardsAddress: "192.0.2.7",
        boardsPort: 1884,
        boards: [board],
      },
    });
    const overridden = parseConfig({ SIGHEJ_WINDOW_MS: "2000" }, fileOf(file));
    expect(overridden).toMatchObject({ value: { windowLength: 2_000, gateway: "door" } });
  });

  it("names what is wrong or unknown in the file, all at once, and where", () => {
    const wrong = {
      ...file,
      windowMs: 9,
      brokr: { url: 1 },
      loopbackPort: "x",
      gateway: undefined,
    };
    const parsed = parseConfig({ SIGHEJ_LOG_LEVEL: "loud" }, fileOf(wrong));
    expect(parsed.ok || parsed.faults).toEqual([
      '"brokr.url" in /etc/x.json is not a setting of the gateway',
      expect.stringMatching(/^"gateway" in \/etc\/x.json must be/),
      expect.stringMatching(/^"windowMs" in \/etc\/x.json must be/),
      expect.stringMatching(/^SIGHEJ_LOG_LEVEL must be/),
      expect.stringMatching(/^"loopbackPort" in \/etc\/x.json must be/),
    ]);
    const notJson = parseConfig(env, { path: "/etc/x.json", text: "{" });
    expect(notJson).toEqual({ ok: false, faults: ["/etc/x.json is not a JSON object"] });
  });

  it.each([
    ["a gateway twice", [board, board]],
    ["a password that is short", [{ ...board, password: "short" }]],
    ["a key too many", [{ ...board, topic: "home" }]],
    ["too many", Array.from({ length: 17 }, (_, n) => ({ ...board, gateway: `b-${n}` }))],
    ["no list", "none"],
  ])("refuses boards with %s", (_, list) => {
    expect(parseConfig({}, fileOf({ ...file, boards: { list } }))).toMatchObject({ ok: false });
  });

  it("lets no adapter both scan and offer check-in", () => {
    const parsed = parseConfig({}, fileOf({ ...file, checkInAdapter: file.adapters[0] }));
    expect(parsed.ok || parsed.faults).toEqual([expect.stringContaining("adapter that scans")]);
  });
});
