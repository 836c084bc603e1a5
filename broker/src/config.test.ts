import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseConfig, parseCredentials } from "./config.ts";
import { credentialOf } from "./credentials.ts";

const venue = "6e2f3a10-7c55-4b0e-9d0a-2b1f60c5a001";
const gateway = {
  username: `${venue}/door`,
  secretHash: "a".repeat(64),
  role: { kind: "gateway", venue, gateway: "door" },
};

describe("environment", () => {
  it("needs the credentials file only", () => {
    expect(parseConfig({ SIGHEJ_BROKER_CREDENTIALS: "/etc/sighej/credentials.json" })).toEqual({
      ok: true,
      value: {
        host: "127.0.0.1",
        port: 1883,
        tls: undefined,
        webSocketPort: undefined,
        credentialsFile: "/etc/sighej/credentials.json",
        metricsPort: undefined,
        logLevel: "info",
      },
    });
  });

  it("reports all faults at once", () => {
    const parsed = parseConfig({
      SIGHEJ_BROKER_PORT: "65536",
      SIGHEJ_LOG_LEVEL: "loud",
      SIGHEJ_BROKER_USER: "typo",
      SIGHEJ_SIM_AIR: "the simulator's",
    });
    expect(parsed.ok || parsed.faults.map((fault) => fault.split(" ")[0])).toEqual([
      "SIGHEJ_BROKER_USER",
      "SIGHEJ_BROKER_PORT",
      "SIGHEJ_BROKER_CREDENTIALS",
      "SIGHEJ_LOG_LEVEL",
    ]);
  });

  it("asks clients for certificates when it is given their authority", () => {
    const env = { SIGHEJ_BROKER_CREDENTIALS: "credentials.json" };
    const own = { SIGHEJ_BROKER_TLS_CERTIFICATE: "venue.pem", SIGHEJ_BROKER_TLS_KEY: "venue.key" };
    const clients = { SIGHEJ_BROKER_TLS_CLIENT_CA: "ca.pem" };
    expect(parseConfig({ ...env, ...own, ...clients })).toMatchObject({
      value: { tls: { clientCaFile: "ca.pem" } },
    });
    expect(parseConfig({ ...env, ...own })).toMatchObject({
      value: { tls: { clientCaFile: undefined } },
    });
    expect(parseConfig({ ...env, ...clients })).toMatchObject({
      faults: ["SIGHEJ_BROKER_TLS_CLIENT_CA needs a certificate of the broker's own"],
    });
  });

  it("listens over TLS when it is given a certificate and its key", () => {
    const env = {
      SIGHEJ_BROKER_CREDENTIALS: "credentials.json",
      SIGHEJ_BROKER_TLS_CERTIFICATE: "venue.pem",
    };
    expect(parseConfig(env)).toEqual({
      ok: false,
      faults: ["SIGHEJ_BROKER_TLS_CERTIFICATE and _KEY must both be given, or neither"],
    });
    expect(parseConfig({ ...env, SIGHEJ_BROKER_TLS_KEY: "venue.key" })).toMatchObject({
      ok: true,
      value: {
        tls: { host: "0.0.0.0", port: 8883, certificateFile: "venue.pem", keyFile: "venue.key" },
      },
    });
  });

  it("refuses one port for two listeners", () => {
    const env = {
      SIGHEJ_BROKER_CREDENTIALS: "credentials.json",
      SIGHEJ_BROKER_WEBSOCKET_PORT: "1883",
    };
    expect(parseConfig(env)).toEqual({
      ok: false,
      faults: ["SIGHEJ_BROKER_*PORT must all differ"],
    });
  });
});

describe("credentials file", () => {
  it("holds what credentialOf makes", () => {
    const entries = [credentialOf("matcher", "a secret", { kind: "matcher" })];
    expect(parseCredentials(JSON.stringify(entries))).toEqual({ ok: true, value: entries });
    expect(parseCredentials(JSON.stringify([gateway]))).toEqual({ ok: true, value: [gateway] });
  });

  it.each([
    ["a username of another gateway", { ...gateway, username: `${venue}/stage` }],
    ["a secret instead of its hash", { ...gateway, secretHash: "a secret" }],
    ["an unknown role", { ...gateway, role: { ...gateway.role, kind: "operator" } }],
    ["a gateway without a venue", { ...gateway, role: { kind: "gateway", gateway: "door" } }],
    ["nothing", null],
  ])("refuses %s, by its number", (_what, entry) => {
    const parsed = parseCredentials(JSON.stringify([gateway, entry]));
    expect(parsed.ok || parsed.faults).toEqual([expect.stringMatching(/^credential 2 /)]);
  });

  it("refuses a username twice", () => {
    const parsed = parseCredentials(JSON.stringify([gateway, gateway]));
    expect(parsed.ok || parsed.faults).toEqual(["credential 2 repeats a username"]);
  });

  it("takes any text without throwing", () => {
    const text = fc.oneof(fc.string(), fc.json());
    fc.assert(
      fc.property(text, (file) => {
        expect(parseCredentials(file)).toHaveProperty("ok");
      }),
    );
  });
});
