import { describe, expect, it } from "vitest";
import { venue } from "../../test/fixtures.ts";
import { parseLostKeyOptions } from "./lost-key-options.ts";

const faultsOf = (...args: string[]) => {
  const parsed = parseLostKeyOptions(args);
  return parsed.kind === "faults" ? parsed.faults : [];
};

describe("the command line of a lost key", () => {
  it("takes one venue or all, and does nothing unless it is told to", () => {
    expect(parseLostKeyOptions(["--all"])).toEqual({
      ...{ kind: "run", options: { which: "all", yes: false } },
    });
    expect(parseLostKeyOptions(["--venue", venue, "--yes"])).toEqual({
      ...{ kind: "run", options: { which: venue, yes: true } },
    });
    expect(parseLostKeyOptions(["--help"]).kind).toBe("help");
  });

  it("never takes all for what was not said", () => {
    expect(faultsOf("--yes")).toEqual([expect.stringContaining("--venue ID or --all")]);
    expect(faultsOf("--all", "--venue", venue)).toHaveLength(1);
    expect(faultsOf("--venue", "hall")).toEqual([expect.stringContaining("lower-case UUID")]);
    expect(faultsOf("all")).toHaveLength(1);
    expect(faultsOf("--al")[0]).toMatch(/See npm run lost-key/);
  });
});
