import { describe, expect, it } from "vitest";
import { parseOptions } from "./options.ts";

describe("options", () => {
  it("judge set_1 by maps of set_1 unless told otherwise", () => {
    expect(parseOptions(["somewhere"])).toEqual({
      ok: true,
      value: {
        folder: "somewhere",
        fit: "set_1",
        test: "set_1",
        receivers: 12,
        offsetSd: 0,
        rate: undefined,
        isLearning: true,
        seed: 1,
        draws: 200,
        json: false,
      },
    });
  });

  it("take none for a map without measuring, and tracks for what is judged", () => {
    const words = ["x", "--fit", "none", "--test", "tracks", "--receivers", "4", "--rate", "1"];
    expect(parseOptions(words)).toMatchObject({
      value: { fit: undefined, test: "tracks", receivers: 4, rate: 1 },
    });
  });

  it("say in one line which option is wrong", () => {
    for (const words of [
      [],
      ["a", "b"],
      ["a", "--receivers", "5"],
      ["a", "--fit", "../set_1"],
      ["a", "--test", "all"],
      ["a", "--offset-sd", "-1"],
      ["a", "--rate", "0"],
      ["a", "--draws", "0"],
      ["a", "--seed", "x"],
      ["a", "--loud"],
    ]) {
      const parsed = parseOptions(words);
      expect(parsed.ok ? "" : parsed.fault).toMatch(/^[^\n]+$/);
    }
  });
});
