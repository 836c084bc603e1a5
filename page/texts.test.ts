import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { faultsOfTexts } from "./texts.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sighej-texts-"));
  await put("project.inlang/settings.json", {
    locales: ["en", "da"],
    "plugin.inlang.messageFormat": {
      pathPattern: ["./messages/{locale}/a.json", "./messages/{locale}/b.json"],
    },
  });
  for (const locale of ["en", "da"]) {
    await put(`messages/${locale}/a.json`, { hello: "x" });
    await put(`messages/${locale}/b.json`, { bye: "y" });
  }
});
afterEach(() => rm(root, { recursive: true }));

async function put(file: string, content: object): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), JSON.stringify(content));
}

test("texts that are there once in each language have no fault", async () => {
  expect(await faultsOfTexts(root)).toEqual([]);
});

test("a text that one language lacks is named", async () => {
  await put("messages/da/b.json", {});
  expect(await faultsOfTexts(root)).toEqual(['"bye" is there in "en", not in "da"']);
});

test("a key in two files is named", async () => {
  await put("messages/en/b.json", { hello: "z", bye: "y" });
  expect(await faultsOfTexts(root)).toEqual([
    'messages/en/b.json: "hello" is in another file, too',
  ]);
});

test("a file that the project does not read is named", async () => {
  await put("messages/en/c.json", { more: "z" });
  expect(await faultsOfTexts(root)).toEqual([
    "messages/en/c.json: not in project.inlang/settings.json",
  ]);
});

test("the pages' own texts have no fault", async () => {
  for (const page of ["app", "admin"])
    expect(await faultsOfTexts(fileURLToPath(new URL(`../${page}`, import.meta.url)))).toEqual([]);
});
