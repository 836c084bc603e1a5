import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readConfigFile, writeConfigFile } from "./config-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sighej-"));
});
afterEach(() => rm(folder, { recursive: true }));

it("writes a file that its owner alone can read, in a folder that it makes", async () => {
  const path = join(folder, "etc", "config.json");
  await writeConfigFile(path, { venue: "v" });
  await writeConfigFile(path, { venue: "w" });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readConfigFile(path)).toEqual({ path, text: '{\n  "venue": "w"\n}\n' });
  // Nothing is left of how it got there.
  expect(await readdir(join(folder, "etc"))).toEqual(["config.json"]);
});

it("leaves nothing behind where it cannot write", async () => {
  const path = join(folder, "config.json");
  await mkdir(path);
  await writeFile(join(path, "in-the-way"), "");
  await expect(writeConfigFile(path, {})).rejects.toMatchObject({ code: "config-unwritable" });
  expect(await readdir(folder)).toEqual(["config.json"]);
});

it("tells no file from one that cannot be read", async () => {
  expect(await readConfigFile(join(folder, "none"))).toBeUndefined();
  await expect(readConfigFile(folder)).rejects.toMatchObject({ code: "config-unreadable" });
});
