import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keptPushKeys } from "./push-keys.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sighej-push-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("the push keys of the made-up venue", () => {
  it("stay the same from run to run, and differ from venue to venue", async () => {
    const inside = join(folder, "deep", "down");
    expect(await keptPushKeys(inside)).toEqual(await keptPushKeys(inside));
    expect(await keptPushKeys(folder)).not.toEqual(await keptPushKeys(inside));
  });

  it("are the same for two that start at once", async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => keptPushKeys(folder)));
    expect(new Set(all.map(({ privateKey }) => privateKey)).size).toBe(1);
    expect(await readdir(folder)).toEqual(["push-keys.json"]);
  });

  it("are readable by their owner alone", async () => {
    await keptPushKeys(folder);
    const file = join(folder, "push-keys.json");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, "utf8")).not.toContain("mailto");
  });

  it("are not replaced when they cannot be read", async () => {
    for (const text of ["", "{}", '{"publicKey":"AA","privateKey":"AA"}', "null"]) {
      await writeFile(join(folder, "push-keys.json"), text);
      await expect(keptPushKeys(folder)).rejects.toMatchObject({ code: "settings-unreadable" });
    }
  });

  it("say which folder they cannot be written to", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    await expect(keptPushKeys(join(file, "in"))).rejects.toMatchObject({
      code: "folder-unwritable",
      message: expect.stringContaining(file),
    });
  });
});
