import { describe, expect, it } from "vitest";
import { isPublic } from "./public-address.ts";

describe("a public address", () => {
  it.each(["142.250.74.78", "1.1.1.1", "2a00:1450:400f:80d::200e"])("is %s", (address) => {
    expect(isPublic(address)).toBe(true);
  });

  it.each([
    "127.0.0.1",
    "10.1.2.3",
    "172.31.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::ffff:10.0.0.1",
    "fe80::1",
    "fd00::1",
    "64:ff9b::a00:1",
    "2002:a00:1::",
    "localhost",
    "",
  ])("is not %s", (address) => {
    expect(isPublic(address)).toBe(false);
  });
});
