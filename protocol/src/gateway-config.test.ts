import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asciiBytes, base64urlOf } from "./bytes.ts";
import { decodeGatewayConfig, encodeGatewayConfig, type PushedConfig } from "./gateway-config.ts";
import { POOL_KEY_BYTES, type PoolKey } from "./stock-tag.ts";

const uuid = fc.uuid().map((text) => text.toLowerCase());
const namespace = fc
  .uint8Array({ minLength: 10, maxLength: 10 })
  .map((bytes) => Buffer.from(bytes).toString("hex"));
const poolKey = fc.uint8Array({ minLength: POOL_KEY_BYTES, maxLength: POOL_KEY_BYTES });
const configs: fc.Arbitrary<PushedConfig> = fc.record(
  {
    v: fc.constant(1 as const),
    version: fc.integer({ min: 1, max: 0xffff_ffff }),
    windowMs: fc.integer({ min: 250, max: 5_000 }),
    logLevel: fc.constantFrom("debug" as const, "warn" as const),
    stock: fc.record({
      poolKey: poolKey.map((bytes) => bytes as PoolKey),
      ibeacon: fc.array(uuid, { maxLength: 8 }),
      eddystoneUid: fc.array(namespace, { maxLength: 8 }),
    }),
  },
  { requiredKeys: ["v", "version"] },
);

const bytesOf = (value: unknown) => asciiBytes(JSON.stringify(value));
const good = { v: 1, version: 3 };
const secret = base64urlOf(new Uint8Array(POOL_KEY_BYTES).fill(7));
const stock = { poolKey: secret, ibeacon: [], eddystoneUid: [] };

describe("gateway config", () => {
  it("comes back as it went out", () => {
    fc.assert(
      fc.property(configs, (value) => {
        expect(decodeGatewayConfig(encodeGatewayConfig(value))).toEqual({ ok: true, value });
      }),
    );
  });

  it.each([
    ["version", { ...good, version: 0 }],
    ["windowMs", { ...good, windowMs: 249 }],
    ["logLevel", { ...good, logLevel: "loud" }],
    ["stock.poolKey", { ...good, stock: { ...stock, poolKey: `${secret}x` } }],
    ["stock.ibeacon.0", { ...good, stock: { ...stock, ibeacon: ["ABC"] } }],
    [
      "stock.eddystoneUid",
      { ...good, stock: { ...stock, eddystoneUid: Array(9).fill("0".repeat(20)) } },
    ],
    ["windwoMs", { ...good, windwoMs: 500 }],
    ["stock.key", { ...good, stock: { ...stock, key: secret } }],
  ])("refuses a wrong or unknown %s by its name, and repeats no value", (field, value) => {
    const refusal = decodeGatewayConfig(bytesOf(value));
    expect(refusal).toMatchObject({ ok: false, problem: { kind: "bad-field" } });
    expect(JSON.stringify(refusal)).toContain(`${field}:`);
    expect(JSON.stringify(refusal)).not.toContain(secret);
  });

  it("refuses what is no configuration without throwing", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeGatewayConfig(bytes).ok).toBe(false);
      }),
    );
  });
});
