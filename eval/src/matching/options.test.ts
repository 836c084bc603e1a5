import { describe, expect, it } from "vitest";
import { parseOptions } from "./options.ts";

describe("options", () => {
  it("have defaults", () => {
    expect(parseOptions([])).toEqual({
      ok: true,
      value: { people: [20, 80, 300], seed: 1, json: false },
    });
  });

  it("are read, each size once", () => {
    expect(parseOptions(["--people", "30,30,40", "--seed", "7", "--json"])).toEqual({
      ok: true,
      value: { people: [30, 40], seed: 7, json: true },
    });
  });

  it("are refused in one line when they are wrong", () => {
    for (const words of [
      ["--people", "many"],
      ["--people", "20,,80"],
      ["--people", "1"],
      ["--people", "1001"],
      ["--people"],
      ["--seed", "-1"],
      ["--seed", "4294967296"],
      ["--colour", "red"],
      ["something"],
    ]) {
      const parsed = parseOptions(words);
      expect(parsed.ok, words.join(" ")).toBe(false);
      if (!parsed.ok) expect(parsed.fault).toMatch(/^[^\n]{10,120}$/);
    }
  });
});
