import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startMatcher, type TestMatcher } from "../../../test/matcher.ts";

let plain: TestMatcher;
let proxied: TestMatcher;
beforeAll(async () => {
  [plain, proxied] = [await startMatcher(), await startMatcher({ proxies: 1 })];
});
afterAll(() => Promise.all([plain.stop(), proxied.stop()]));

/**
 * What helmet 8 sets by default, or stricter: it allows framing by its own origin, style from
 * elsewhere and inline, fonts from elsewhere.
 */
const atLeast: Readonly<Record<string, string>> = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "origin-agent-cluster": "?1",
  "permissions-policy": "camera=(self), geolocation=(), microphone=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-dns-prefetch-control": "off",
  "x-frame-options": "DENY",
  "x-permitted-cross-domain-policies": "none",
  "x-xss-protection": "0",
};

describe("the headers of an answer", () => {
  it.each(["/healthz", "/readyz", "/api/v1/session", "/api/v1/admin/x", "/nowhere", "/%"])(
    "protect %s as well as helmet does",
    async (path) => {
      const { headers } = await plain.call("GET", path);
      for (const [name, value] of Object.entries(atLeast)) expect(headers.get(name)).toBe(value);
      const policy = headers.get("content-security-policy")?.split("; ") ?? [];
      expect(policy).toEqual(
        expect.arrayContaining([
          "default-src 'self'",
          "base-uri 'none'",
          "form-action 'self'",
          "frame-ancestors 'none'",
          "object-src 'none'",
          "script-src-attr 'none'",
        ]),
      );
      expect(policy.join()).not.toMatch(/unsafe|https:|\*/);
      expect(headers.get("x-powered-by")).toBeNull();
    },
  );

  it("ask for TLS for a year where TLS is what the answer comes by, and only there", async () => {
    const headers = { "x-forwarded-proto": "https" };
    const name = "strict-transport-security";
    const secure = await proxied.call("GET", "/healthz", { headers });
    expect(secure.headers.get(name)).toBe("max-age=31536000");
    expect((await proxied.call("GET", "/healthz")).headers.get(name)).toBeNull();
    // Without a proxy in front, anybody may say so.
    expect((await plain.call("GET", "/healthz", { headers })).headers.get(name)).toBeNull();
  });
});
