import { describe, expect, it } from "vitest";
import { parseRecordingOptions } from "./recording-options.ts";

const parsed = (...words: readonly string[]) => parseRecordingOptions(words, ["party", "lunch"]);

describe("options of a recording", () => {
  it("judges the first part of the folder unless told otherwise", () => {
    expect(parsed("somewhere")).toEqual({
      ok: true,
      value: { folder: "somewhere", test: "party", seed: 1, draws: 200, json: false },
    });
    expect(parsed("somewhere", "--test", "lunch", "--json")).toMatchObject({
      value: { test: "lunch", json: true },
    });
  });

  it("names what it cannot read", () => {
    for (const [words, name] of [
      [[], "folder"],
      [["a", "b"], "folder"],
      [["a", "--test", "dinner"], "--test"],
      [["a", "--seed", "-1"], "--seed"],
      [["a", "--draws", "many"], "--draws"],
      [["a", "--speed", "3"], "--speed"],
    ] as const)
      expect(parsed(...words)).toMatchObject({ ok: false, fault: expect.stringContaining(name) });
  });
});
