import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_PORT, parseOptions } from "./options.ts";

describe("the command line of npm start", () => {
  it("needs nothing at all", () => {
    expect(parseOptions([])).toMatchObject({
      kind: "run",
      options: { port: DEFAULT_PORT, recording: undefined, redis: undefined },
    });
  });

  it("takes every option that the help text names", () => {
    const args =
      "--recording hall --people 12 --seed 7 --port 0 --host 127.0.0.1 --data d --redis redis://h --verbose";
    expect(parseOptions(args.split(" "))).toEqual({
      kind: "run",
      options: {
        recording: "hall",
        people: 12,
        seed: 7,
        port: 0,
        host: "127.0.0.1",
        dataFolder: "d",
        redis: "redis://h",
        verbose: true,
      },
    });
  });

  it("names every fault at once, with what would be right", () => {
    expect(parseOptions(["--port", "99999", "--people", "x", "--redis", "localhost"])).toEqual({
      kind: "faults",
      faults: [
        "--port takes a whole number from 0 to 65535",
        "--people takes a whole number from 2 to 400",
        "--redis takes a URL, such as redis://127.0.0.1:6379",
      ],
    });
  });

  it("refuses what it does not know in one line", () => {
    const unknown = parseOptions(["--recordings", "x"]);
    expect(unknown).toMatchObject({ kind: "faults", faults: { length: 1 } });
    expect(unknown.kind === "faults" && unknown.faults[0]).toContain("--recordings");
    expect(parseOptions(["extra"]).kind).toBe("faults");
  });

  it("is parsed from anything without throwing", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 5 }), (args) => {
        expect(["run", "help", "faults"]).toContain(parseOptions(args).kind);
      }),
    );
  });
});
