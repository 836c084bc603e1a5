import { describe, expect, it } from "vitest";
import { venue } from "../../test/fixtures.ts";
import { parseOptions } from "./options.ts";

const code = "test-admin-code-0123";
const parse = (...args: string[]) => parseOptions(args, code);
const faultsOf = (...args: string[]) => {
  const parsed = parse(...args);
  return parsed.kind === "faults" ? parsed.faults : [];
};

describe("the command line of gateways", () => {
  it("makes an id from a name, and asks the matcher of this machine", () => {
    expect(parse("add", "--venue", venue, "--name", " Ved døren, 1. sal ")).toEqual({
      kind: "run",
      options: {
        ...{ action: "add", matcher: "http://127.0.0.1:8080", adminCode: code, venue },
        ...{ gateway: "ved-d-ren-1-sal", name: " Ved døren, 1. sal ", folder: undefined },
      },
    });
    expect(
      parse("add", "--venue", venue, "--gateway", "door", "--name", "By the door"),
    ).toMatchObject({ options: { gateway: "door" } });
  });

  it("never takes an id from a name when something is to happen to a gateway", () => {
    expect(faultsOf("revoke", "--venue", venue, "--name", "door")).toHaveLength(1);
    expect(parse("revoke", "--venue", venue, "--gateway", "door").kind).toBe("run");
  });

  it("keeps of a URL what it needs", () => {
    const parsed = parse("list", "--venue", venue, "--matcher", "https://venue.example/admin?x");
    expect(parsed).toMatchObject({
      options: { matcher: "https://venue.example", gateway: undefined },
    });
  });

  it("names every fault at once", () => {
    expect(parseOptions(["add", "--matcher", "ftp://x", "--file", ""], undefined)).toEqual({
      kind: "faults",
      faults: [
        "--venue takes the venue's id: a lower-case UUID",
        "--gateway or --name: a gateway needs an id of 1 to 32 of a-z, 0-9 and -",
        "--matcher takes a URL, such as https://venue.example",
        "--file takes a folder",
        "SIGHEJ_ADMIN_CODE must be the matcher's admin code",
      ],
    });
    expect(faultsOf("remove", "--venue", venue)[0]).toMatch(/^say one of add, claim, list, revoke/);
    expect(faultsOf("add", "--venu", venue)[0]).toMatch(/See npm run gateways/);
    expect(parse("--help").kind).toBe("help");
  });
});
