import { SESSION_LIFE } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { interests, setup } from "../../test/fixtures.ts";
import { newVapidKeys } from "../adapters/push/web-push.ts";
import { parseVenueSetups } from "../venue-setup.ts";
import { parseConfig } from "./env.ts";

const venues = JSON.parse(JSON.stringify([setup]));
const env = {
  SIGHEJ_BROKER_URL: "mqtt://127.0.0.1:1883",
  SIGHEJ_BROKER_SECRET: "secret",
  SIGHEJ_VENUES: "venues.json",
};
const setupKeys = `${"A".repeat(42)}8\n`;
const faultsOf = (given: Record<string, string | undefined>, file: unknown = venues) => {
  const config = parseConfig(given, file, { setupKeys });
  return config.ok ? [] : config.faults;
};

describe("config", () => {
  it("needs little and keeps the rest at its defaults", () => {
    expect(parseConfig(env, venues)).toEqual({
      ok: true,
      value: {
        http: { host: "127.0.0.1", port: 8_080 },
        broker: { url: "mqtt://127.0.0.1:1883", username: "matcher", secret: "secret" },
        stores: { kind: "memory" },
        venues: [setup],
        sessionLife: SESSION_LIFE,
        logLevel: "info",
      },
    });
  });

  it("needs no venue: staff can make them", () => {
    const { SIGHEJ_VENUES: _file, ...bare } = env;
    for (const given of [bare, { ...bare, SIGHEJ_VENUES: "" }])
      expect(parseConfig(given, undefined)).toMatchObject({ ok: true, value: { venues: [] } });
  });

  it("takes a Redis and an app", () => {
    const config = parseConfig(
      { ...env, SIGHEJ_REDIS_URL: "redis://localhost:6379", SIGHEJ_APP_FOLDER: "dist" },
      venues,
    );
    expect(config).toMatchObject({
      value: { stores: { kind: "redis", prefix: "sighej:" }, appFolder: "dist" },
    });
  });

  it("keeps aggregates in a folder or in Postgres, never in both", () => {
    const folder = { SIGHEJ_AGGREGATES_FOLDER: "aggregates" };
    const postgres = {
      SIGHEJ_POSTGRES_URL: "postgres://sighej@localhost/sighej",
      SIGHEJ_SETUP_KEY_FILE: "setup.key",
    };
    expect(parseConfig({ ...env, ...folder }, venues)).toMatchObject({
      value: { aggregates: { kind: "folder", path: "aggregates" } },
    });
    expect(parseConfig({ ...env, ...postgres }, venues, { setupKeys })).toMatchObject({
      value: { aggregates: { kind: "postgres", url: postgres.SIGHEJ_POSTGRES_URL } },
    });
    expect(faultsOf({ ...env, ...folder, ...postgres })).toHaveLength(1);
    const other = { ...postgres, SIGHEJ_POSTGRES_URL: "mysql://localhost" };
    expect(faultsOf({ ...env, ...other })).toHaveLength(1);
  });

  it("seals by a key of a file, which a server needs and a folder has of its own", () => {
    const named = { SIGHEJ_SETUP_KEY_FILE: "setup.key" };
    const folder = { SIGHEJ_AGGREGATES_FOLDER: "aggregates" };
    expect(parseConfig({ ...env, ...folder, ...named }, venues, { setupKeys })).toMatchObject({
      value: { setupKeys: [expect.any(Uint8Array)] },
    });
    const postgres = { SIGHEJ_POSTGRES_URL: "postgres://sighej@localhost/sighej" };
    expect(faultsOf({ ...env, ...postgres })).toEqual([
      expect.stringMatching(/^SIGHEJ_SETUP_KEY_FILE: expected .*openssl rand -base64 32/),
    ]);
    for (const wrong of [undefined, "", "a password"])
      expect(parseConfig({ ...env, ...folder, ...named }, venues, { setupKeys: wrong }).ok).toBe(
        false,
      );
  });

  it("takes push keys all together, and proxies in front", () => {
    const { publicKey, privateKey } = newVapidKeys();
    const push = {
      SIGHEJ_PUSH_SUBJECT: "mailto:staff@example.org",
      SIGHEJ_PUSH_PUBLIC_KEY: publicKey,
      SIGHEJ_PUSH_PRIVATE_KEY: privateKey,
    };
    expect(parseConfig({ ...env, ...push, SIGHEJ_HTTP_PROXIES: "1" }, venues)).toMatchObject({
      value: { push: { keys: { publicKey, privateKey } }, proxies: 1 },
    });
    expect(faultsOf({ ...env, ...push, SIGHEJ_PUSH_SUBJECT: "" })).toHaveLength(1);
    expect(faultsOf({ ...env, ...push, SIGHEJ_PUSH_PRIVATE_KEY: publicKey })).toHaveLength(1);
    expect(faultsOf({ ...env, SIGHEJ_HTTP_PROXIES: "yes" })).toHaveLength(1);
  });

  it("tells gateways another URL of the broker, and who vouches for it", () => {
    const told = { ...env, SIGHEJ_GATEWAY_BROKER_URL: "mqtts://venue.example:8883" };
    const ca = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    const withCa = { ...told, SIGHEJ_GATEWAY_BROKER_CA: "ca.pem" };
    expect(parseConfig(told, venues)).toMatchObject({
      value: { broker: { forGateways: { url: "mqtts://venue.example:8883" } } },
    });
    expect(parseConfig(withCa, venues, { brokerCa: ca })).toMatchObject({
      value: { broker: { forGateways: { ca } } },
    });
    expect(parseConfig(withCa, venues)).toMatchObject({
      faults: ["SIGHEJ_GATEWAY_BROKER_CA: expected a PEM file"],
    });
    expect(faultsOf({ ...env, SIGHEJ_GATEWAY_BROKER_URL: "mqtt://a:b@host" })).toHaveLength(1);
  });

  it("knows three kinds of brokers, and that RabbitMQ is more than one address", () => {
    const rabbit = {
      ...env,
      SIGHEJ_BROKER_URL: "amqp://127.0.0.1/sighej",
      SIGHEJ_BROKER_ACCESS: "http://admin:secret@127.0.0.1:15672",
      SIGHEJ_GATEWAY_BROKER_URL: "mqtts://venue.example",
    };
    expect(parseConfig(rabbit, venues)).toMatchObject({
      value: { broker: { access: { kind: "rabbitmq", management: rabbit.SIGHEJ_BROKER_ACCESS } } },
    });
    expect(parseConfig({ ...env, SIGHEJ_BROKER_ACCESS: "dynamic-security" }, venues)).toMatchObject(
      {
        value: { broker: { access: { kind: "dynamic-security" } } },
      },
    );
    expect(faultsOf({ ...env, SIGHEJ_BROKER_URL: rabbit.SIGHEJ_BROKER_URL })).toHaveLength(2);
    for (const wrong of ["", "mosquitto", "http://127.0.0.1:15672"])
      expect(faultsOf({ ...env, SIGHEJ_BROKER_ACCESS: wrong })).toHaveLength(1);
  });

  it("lets sessions be shorter than two hours, never longer", () => {
    expect(parseConfig({ ...env, SIGHEJ_SESSION_SECONDS: "60" }, venues)).toMatchObject({
      value: { sessionLife: 60_000 },
    });
    for (const text of ["7201", "9", "1h", ""])
      expect(faultsOf({ ...env, SIGHEJ_SESSION_SECONDS: text })).toHaveLength(1);
  });

  it("takes an admin code that nobody guesses, and a port for metrics", () => {
    const given = { SIGHEJ_ADMIN_CODE: "sixteen-letters_", SIGHEJ_METRICS_PORT: "0" };
    expect(parseConfig({ ...env, ...given }, venues)).toMatchObject({
      value: { adminCode: "sixteen-letters_", metricsPort: 0 },
    });
    for (const code of ["short", "sixteen letters!", "a".repeat(129)])
      expect(faultsOf({ ...env, SIGHEJ_ADMIN_CODE: code })).toHaveLength(1);
    expect(faultsOf({ ...env, SIGHEJ_METRICS_PORT: "http" })).toHaveLength(1);
  });

  it("takes where browsers find the dashboard, as they name it", () => {
    const at = (origin: string) => ({ ...env, SIGHEJ_ADMIN_ORIGIN: origin });
    expect(parseConfig(at("https://venue.example:8443"), venues)).toMatchObject({
      value: { adminOrigin: "https://venue.example:8443" },
    });
    for (const wrong of ["venue.example", "https://venue.example/", "ftp://venue.example"])
      expect(faultsOf(at(wrong))).toHaveLength(1);
  });

  it("takes an OpenID provider, and whom it gives which role", () => {
    const oidc = {
      SIGHEJ_OIDC_ISSUER: "https://login.example/realms/venue",
      SIGHEJ_OIDC_CLIENT_ID: "sighej",
    };
    const secret = { SIGHEJ_OIDC_CLIENT_SECRET_FILE: "/etc/sighej/oidc" };
    const roles = { SIGHEJ_OIDC_ROLES: "crew=host, it=owner", SIGHEJ_OIDC_ROLE_CLAIM: "roles" };
    expect(parseConfig({ ...env, ...oidc }, venues)).toMatchObject({
      value: {
        oidc: { issuer: oidc.SIGHEJ_OIDC_ISSUER, scope: "openid profile", roles: [] },
      },
    });
    const whole = { ...env, ...oidc, ...secret, ...roles };
    expect(parseConfig(whole, venues, { oidcSecret: "from a file\n" })).toMatchObject({
      value: {
        oidc: {
          clientSecret: "from a file",
          roleClaim: "roles",
          roles: [
            { value: "crew", role: "host", venue: "all" },
            { value: "it", role: "owner", venue: "all" },
          ],
        },
      },
    });
    for (const wrong of [
      { SIGHEJ_OIDC_CLIENT_ID: "" },
      { SIGHEJ_OIDC_ISSUER: "http://login.example" },
      { SIGHEJ_OIDC_ISSUER: "http://localhost.evil.example" },
      { SIGHEJ_OIDC_ROLES: "crew" },
      { SIGHEJ_OIDC_SCOPE: "profile" },
      { SIGHEJ_OIDC_CLIENT_SECRET_FILE: "/nowhere" },
    ])
      expect(faultsOf({ ...env, ...oidc, ...wrong }), JSON.stringify(wrong)).toHaveLength(1);
  });

  it("wants a code secret where replicas have to show the same zone codes", () => {
    const offering = { ...venues[0], carriers: [{ kind: "zone-code" }] };
    const redis = { ...env, SIGHEJ_REDIS_URL: "redis://localhost:6379" };
    expect(faultsOf(env, [offering])).toEqual([]);
    expect(faultsOf(redis, [offering])).toMatchObject([expect.stringContaining("codeSecret")]);
    expect(faultsOf(redis, [{ ...offering, codeSecret: "A".repeat(43) }])).toEqual([]);
  });

  it("is frozen", () => {
    const config = parseConfig(env, venues);
    expect(config.ok && Object.isFrozen(config.value)).toBe(true);
  });

  it("tells all faults at once, by key and without values", () => {
    const faults = faultsOf(
      {
        SIGHEJ_HTTP_PORT: "70000",
        SIGHEJ_BROKER_URL: "http://elsewhere-123",
        SIGHEJ_REDIS_URL: "nonsense-123",
        SIGHEJ_LOG_LEVEL: "loud-123",
        SIGHEJ_TYPO: "x-123",
        SIGHEJ_VENUES: "missing-123.json",
      },
      null,
    );
    for (const key of [
      "SIGHEJ_HTTP_PORT",
      "SIGHEJ_BROKER_URL",
      "SIGHEJ_BROKER_SECRET",
      "SIGHEJ_REDIS_URL",
      "SIGHEJ_LOG_LEVEL",
      "SIGHEJ_TYPO",
      "SIGHEJ_VENUES",
    ])
      expect(faults.some((fault) => fault.startsWith(`${key}: `))).toBe(true);
    expect(faults.join()).not.toContain("123");
  });

  it("leaves the simulator's keys and everyone else's alone", () => {
    expect(faultsOf({ ...env, SIGHEJ_SIM_PORT: "1", PATH: "/bin" })).toEqual([]);
  });
});

describe("a venue's set-up", () => {
  const faults = (change: Record<string, unknown>) => {
    const checked = parseVenueSetups([{ ...venues[0], ...change }]);
    return checked.ok ? [] : checked.faults;
  };

  it("comes back as it was written", () => {
    expect(parseVenueSetups(venues)).toEqual({ ok: true, value: [setup] });
  });

  it("may name zones, role pairs and join codes", () => {
    const [bar] = setup.zones;
    const change = {
      zones: [{ ...bar, name: "The bar" }, ...setup.zones.slice(1)],
      rolePairs: ["hiring"],
      joinCodes: [{ code: "TORSK-7" }, { code: "SILD-1", disabled: true }],
      carriers: [{ kind: "badge" }, { kind: "stock-tag" }, { kind: "check-in" }].concat([
        { kind: "zone-code" },
      ]),
      codeSecret: "A".repeat(43),
    };
    expect(parseVenueSetups([{ ...venues[0], ...change }])).toEqual({
      ok: true,
      value: [{ ...setup, ...change }],
    });
  });

  it("must be an array of venues, each once", () => {
    expect(parseVenueSetups({}).ok).toBe(false);
    expect(parseVenueSetups([])).toEqual({ ok: true, value: [] });
    expect(parseVenueSetups([venues[0], venues[0]]).ok).toBe(false);
    expect(parseVenueSetups([null]).ok).toBe(false);
  });

  it.each([
    ["id", { id: "hall" }],
    ["name", { name: "" }],
    ["zones", { zones: [] }],
    ["zones", { zones: [{ id: "hall", tier: "beside" }] }],
    ["gateways", { gateways: [] }],
    ["gateways", { gateways: [{ id: "g", zone: "attic", x: 0, y: 0 }] }],
    ["gateways", { gateways: [{ id: "g", zone: "hall", x: "0", y: 0 }] }],
    ["gateways", { gateways: Array(2).fill({ id: "g", zone: "hall", x: 0, y: 0 }) }],
    ["interests", { interests: [] }],
    ["interests", { interests: interests("no-such-thing") }],
    ["policy", { policy: "strict" }],
    ["stock", { stock: {} }],
    ["poolKey", { poolKey: "short" }],
    ["zones", { zones: [{ id: "hall", tier: "zone", name: "" }] }],
    ["rolePairs", { rolePairs: ["boss"] }],
    ["joinCodes", { joinCodes: [{ code: "A1" }, { code: " a1" }] }],
    ["joinCodes", { joinCodes: [{ code: "" }] }],
    ["joinCodes", { joinCodes: "A1" }],
    ["codeSecret", { codeSecret: "A".repeat(42) }],
    ["codeSecret", { codeSecret: 7 }],
    ["carriers", { carriers: [{ kind: "phone" }] }],
    ["carriers", { carriers: [{ kind: "pigeon" }] }],
    ["unknown", { namme: "x" }],
    [
      "x and y of every gateway, or of none",
      {
        gateways: [
          { id: "g", zone: "hall", x: 0, y: 0 },
          { id: "h", zone: "hall" },
        ],
      },
    ],
    ["gateways", { gateways: [{ id: "g", zone: "hall", x: 0 }] }],
    [
      "an outline is of a floor plan",
      {
        zones: [{ id: "hall", tier: "near", outline: [0, 1, 2].map((x) => ({ x, y: x * x })) }],
        gateways: [{ id: "g", zone: "hall" }],
      },
    ],
  ])("is refused with its %s named", (field, change) => {
    expect(faults(change).join()).toContain(field === "id" ? "venue" : field);
  });
});
