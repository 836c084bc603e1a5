import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CONFIG_PATH, parseCommand } from "./arguments.ts";

const words = (line: string) => parseCommand(line.split(" ").filter((word) => word !== ""));

describe("the command line", () => {
  it("is read with its options and their defaults", () => {
    expect(words("enrol 2a7k-9QPD-X3MT --server https://v.example --ca /tmp/ca.pem")).toEqual({
      ok: true,
      value: {
        name: "enrol",
        claim: { code: "2A7K-9QPD-X3MT", server: new URL("https://v.example") },
        ca: "/tmp/ca.pem",
        board: false,
        force: false,
        config: CONFIG_PATH,
      },
    });
    expect(words("enrol https://v.example/enrol#2A7K-9QPD-X3MT")).toMatchObject({
      value: { claim: { code: "2A7K-9QPD-X3MT", server: new URL("https://v.example") } },
    });
    expect(words("enrol --file /boot/firmware/sighej-enrol.txt --force")).toMatchObject({
      value: { claim: { file: "/boot/firmware/sighej-enrol.txt" }, force: true },
    });
    expect(words("run --config /tmp/x.json")).toMatchObject({ value: { config: "/tmp/x.json" } });
    expect(words("doctor --json")).toMatchObject({ value: { name: "doctor", json: true } });
    expect(words("scan --no-colour")).toMatchObject({ value: { name: "scan", colour: false } });
  });

  it.each(["", "help", "--help", "-h", "enrol --help"])("answers %j with its help", (line) => {
    expect(words(line)).toEqual({ ok: true, value: { name: "help" } });
  });

  it.each([
    ["enroll", 'no command "enroll"'],
    ["enrol", "needs one claim code"],
    ["enrol 2A7K-9QPD-X3MT --file x", "not both"],
    ["enrol 1234 --server https://v.example", "12 letters and digits"],
    ["enrol 2A7K-9QPD-X3MT", "--server"],
    ["enrol 2A7K-9QPD-X3MT --server v.example", "--server"],
    ["enrol 2A7K-9QPD-X3MT --server https://u@v.example", "--server"],
    ["enrol 2A7K-9QPD-X3MT --srver https://v.example", "--srver"],
    ["status now", 'no "now"'],
    ["run --json", "--json"],
  ])("refuses %j and says why", (line, why) => {
    expect(words(line)).toEqual({ ok: false, fault: expect.stringContaining(why) });
  });

  it("never throws, and repeats nothing that moves a cursor", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (args) => {
        const parsed = parseCommand(args);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are its point.
        if (!parsed.ok) expect(parsed.fault.split("\n")[0]).not.toMatch(/\x1b/);
      }),
    );
  });
});
