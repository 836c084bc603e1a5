import { minutes } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseOptions } from "./cli-options.ts";
import { testVenue } from "./testing/bindings.ts";

describe("the simulator's options", () => {
  it("make a crowd of sixty by themselves", () => {
    expect(parseOptions([])).toEqual({
      kind: "run",
      source: { kind: "crowd", people: 60, seed: 1 },
    });
  });

  it("name a recording and how much of it", () => {
    const args = "--recording /r --people 5 --set set_2 --minutes 3 --seed 9".split(" ");
    expect(parseOptions(args)).toEqual({
      kind: "run",
      source: {
        kind: "recording",
        folder: "/r",
        people: 5,
        set: "set_2",
        length: minutes(3),
        seed: 9,
      },
    });
  });

  it("name a matcher and a venue", () => {
    const args = ["--matcher", "http://127.0.0.1:8080", "--venue", testVenue, "--crowd", "0"];
    expect(parseOptions(args)).toEqual({
      kind: "run",
      source: { kind: "crowd", people: 0, seed: 1 },
      sessions: { matcher: new URL("http://127.0.0.1:8080"), venue: testVenue },
    });
  });

  it("ask for help", () => {
    expect(parseOptions(["--help", "--crowd", "many"])).toEqual({ kind: "help" });
  });

  it.each([
    ["--crowd many"],
    ["--crowd 501"],
    ["--crowd -1"],
    ["--minutes 0 --recording /r"],
    ["--people 3"],
    ["--set set_1"],
    ["--crowd 3 --recording /r"],
    ["--matcher http://127.0.0.1:1"],
    [`--venue ${testVenue}`],
    ["--matcher ftp://x --venue x"],
    ["--nonsense"],
    ["extra"],
  ])("refuse %s", (line) => {
    expect(parseOptions(line.split(" "))).toMatchObject({ kind: "faults" });
  });

  it("report all faults at once", () => {
    const parsed = parseOptions("--crowd x --seed y --matcher z".split(" "));
    expect(parsed.kind === "faults" && parsed.faults).toHaveLength(4);
  });

  it("never throw, whatever is typed", () => {
    fc.assert(fc.property(fc.array(fc.string()), (args) => parseOptions(args).kind !== undefined));
  });
});
