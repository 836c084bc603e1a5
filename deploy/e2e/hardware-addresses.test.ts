import { describe, expect, it } from "vitest";
import { addressesIn, addressesReported } from "./hardware-addresses.ts";

const report = Buffer.from("043e0f0201030166554433221103020106b7", "hex");

describe("the search for hardware addresses", () => {
  it("reads them out of advertising reports", () => {
    expect([...addressesReported(Buffer.concat([report, report]))]).toEqual(["665544332211"]);
  });

  it.each([
    ["raw, as on the air", Buffer.from("00665544332211ff", "hex")],
    ["raw, as people write it", Buffer.from("00112233445566ff", "hex")],
    ["digits", Buffer.from('{"a":"112233445566"}')],
    ["digits with colons", Buffer.from("at 11:22:33:44:55:66")],
    ["capital digits with hyphens, reversed", Buffer.from("66-55-44-33-22-11")],
  ])("finds one that leaks %s", (_, bytes) => {
    expect(addressesIn(bytes, addressesReported(report))).toEqual(["665544332211"]);
  });

  it("finds nothing where there is nothing", () => {
    expect(addressesIn(Buffer.from("a quiet payload"), addressesReported(report))).toEqual([]);
  });
});
