import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { decodeFirstBoot } from "@sighej/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sure, venue } from "../../test/fixtures.ts";
import { adminCode, startMatcher, type TestMatcher } from "../../test/matcher.ts";
import { ask } from "./ask.ts";
import { parseOptions } from "./options.ts";

let matcher: TestMatcher;
beforeAll(async () => {
  matcher = await startMatcher();
});
afterAll(() => matcher.stop());

const say = (...args: string[]) => {
  const parsed = parseOptions([...args, "--venue", venue, "--matcher", matcher.url], adminCode);
  if (parsed.kind !== "run") throw new Error("the command line is wrong");
  return ask(parsed.options);
};
const textOf = async (...args: string[]) => {
  const answer = await say(...args);
  return answer.ok ? answer.text : answer.fault;
};

describe("the command of gateways", () => {
  it("adds, lists, invites and revokes at a real matcher", async () => {
    expect(await textOf("list")).toMatch(
      /^bar-1 {3}bar-1 {3}not enrolled, and has no code that is good\nbar-2 /,
    );
    const added = await say("add", "--name", "bar-1");
    const code = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(added.ok ? added.text : "")?.[0];
    expect(await textOf("list")).toMatch(
      /^bar-1 {3}bar-1 {3}not enrolled, code good until \S+ \S+ UTC$/m,
    );
    await matcher.call("POST", "/api/v1/enrol", { body: { code } });
    expect(await textOf("list")).toMatch(/^bar-1 {3}bar-1 {3}enrolled \S+ \S+ UTC$/m);
    expect(await textOf("claim", "--gateway", "bar-1")).toContain("claim code of bar-1");
    expect(await textOf("revoke", "--gateway", "bar-1")).toContain("shut out");
    expect(await textOf("list")).toContain("revoked");
    expect(await textOf("add", "--name", "Cellar")).toContain("claim code of cellar");
    expect(await textOf("list")).toContain("not in the venue's set-up");
  });

  it("passes on what the matcher says no with, and says when none answers", async () => {
    expect(await textOf("claim", "--gateway", "none")).toBe(
      "There is no such gateway at this venue.",
    );
    const parsed = parseOptions(["list", "--venue", venue, "--matcher", "http://127.0.0.1:1"], "x");
    if (parsed.kind !== "run") throw new Error("the command line is wrong");
    expect(await ask(parsed.options)).toMatchObject({
      fault: expect.stringContaining("--matcher"),
    });
  });

  it("writes the first-boot file as a program, and takes no code as an argument", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sighej-command-"));
    const main = fileURLToPath(new URL("./main.ts", import.meta.url));
    const args = ["add", "--name", "Stage", "--venue", venue, "--matcher", matcher.url];
    const program = ["--conditions=@sighej/source", "--import", "tsx", main, ...args];
    const { stdout } = await promisify(execFile)(process.execPath, [...program, "--file", folder], {
      env: { PATH: process.env.PATH, SIGHEJ_ADMIN_CODE: adminCode },
    });
    const link = sure(decodeFirstBoot(await readFile(join(folder, "sighej-enrol.txt"), "utf8")));
    expect(link.origin).toBe(matcher.url);
    expect(stdout).toContain(link.code);
    await rm(folder, { recursive: true });
  }, 30_000);
});
