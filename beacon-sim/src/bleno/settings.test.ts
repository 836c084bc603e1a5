import { expect, test } from "vitest";
import { parseSettings } from "./settings.ts";

test("a beacon's options are read, the payload from the environment if not given", () => {
  expect(parseSettings(["--advert", "020106", "--interval-ms", "250", "--echo"], {})).toEqual({
    advert: Buffer.from([2, 1, 6]),
    scanResponse: Buffer.alloc(0),
    intervalMs: 250,
    echo: true,
  });
  expect(parseSettings([], { BEACON_ADVERT: "0a0b" })).toMatchObject({
    advert: Buffer.from([10, 11]),
    intervalMs: 100,
    echo: false,
  });
});

test.each([
  [["--advert", "xyz"], "--advert"],
  [["--advert", "0".repeat(64)], "--advert"],
  [["--scan-response", "012"], "--scan-response"],
  [["--interval-ms", "5"], "--interval-ms"],
  [["--interval-ms", "often"], "--interval-ms"],
  [["--loud"], "options"],
])("%j is refused, naming what is wrong", (args, named) => {
  expect(() => parseSettings(args, {})).toThrow(named);
});
