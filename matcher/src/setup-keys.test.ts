import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keptSetupKeys, parseSetupKeys } from "./setup-keys.ts";

describe("a file of set-up keys", () => {
  it("has one key a line in either base64, and the newest first", () => {
    const [first, second] = [randomBytes(32), randomBytes(32)];
    expect(
      parseSetupKeys(`${first.toString("base64")}\n\n${second.toString("base64url")}\n`),
    ).toEqual([new Uint8Array(first), new Uint8Array(second)]);
  });

  it.each([
    "",
    "\n",
    "a password",
    randomBytes(31).toString("base64"),
    randomBytes(33).toString("base64"),
    `${randomBytes(32).toString("base64")}\nand a note`,
    `${randomBytes(32).toString("base64")}\n`.repeat(5),
  ])("is none when it is anything else", (text) => {
    expect(parseSetupKeys(text)).toBeUndefined();
  });
});

describe("the key in a folder", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "sighej-keys-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("is made once, for its owner alone, and is the same from then on", async () => {
    const keys = await keptSetupKeys(join(folder, "new"));
    expect(keys).toHaveLength(1);
    expect(await keptSetupKeys(join(folder, "new"))).toEqual(keys);
    expect(await readdir(join(folder, "new"))).toEqual(["setup.key"]);
    expect((await stat(join(folder, "new", "setup.key"))).mode & 0o777).toBe(0o600);
  });

  it("is never overwritten, also when it cannot be understood", async () => {
    await writeFile(join(folder, "setup.key"), "half a k");
    await expect(keptSetupKeys(folder)).rejects.toMatchObject({
      code: "wrong-key",
      message: expect.stringContaining("SIGHEJ_SETUP_KEY_FILE"),
    });
    await rm(join(folder, "setup.key"));
    await writeFile(join(folder, "file"), "");
    await expect(keptSetupKeys(join(folder, "file"))).rejects.toMatchObject({
      code: "store-unreachable",
    });
  });
});
