import { describe, expect, it } from "vitest";
import { addressesOf, banner } from "./addresses.ts";

describe("the addresses of the app", () => {
  it("stay on this machine when only this machine may connect", () => {
    expect(addressesOf("127.0.0.1", 7440, "/v/x")).toEqual({
      local: "http://localhost:7440/v/x",
      network: undefined,
    });
  });

  it("name the address that was asked for", () => {
    const { local, network } = addressesOf("192.0.2.7", 80, "/");
    expect([local, network]).toEqual(["http://192.0.2.7:80/", "http://192.0.2.7:80/"]);
  });

  it("are printed with a code that a phone can scan", () => {
    const text = banner("Hall", addressesOf("127.0.0.1", 7440, "/v/x"), "admin-code-of-now");
    expect(text).toContain("admin-code-of-now");
    expect(text).toContain("http://localhost:7440/admin\n");
    expect(text).toContain("http://localhost:7440/v/x");
    expect(text).toMatch(/[█▀▄]{10}/);
  });
});
