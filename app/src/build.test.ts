// @vitest-environment node
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildApp } from "../build.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sighej-app-"));
}, 30_000);
afterAll(() => rm(folder, { recursive: true }));

test("a page is built once, and is fresh until a source changes", async () => {
  expect(await buildApp(folder)).toBe("built");
  expect(await buildApp(folder)).toBe("fresh");
}, 30_000);

test("the page runs under a policy of its own origin only", async () => {
  const page = await readFile(join(folder, "index.html"), "utf8");
  expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i);
  for (const [script] of page.matchAll(/<script[^>]*>[^<]*/g)) expect(script).toMatch(/ src="\//);
  for (const [, url] of page.matchAll(/(?:src|href)="([^"]*)"/g)) expect(url).toMatch(/^\/(?!\/)/);
  const files = await readdir(join(folder, "assets"));
  const css = files.find((file) => file.endsWith(".css")) ?? "";
  expect(await readFile(join(folder, "assets", css), "utf8")).not.toMatch(/url\(["']?(?!\/)/);
});

test("the typeface goes with its licence", async () => {
  const licence = join(folder, "licences", "schibsted-grotesk-OFL.txt");
  expect(await readFile(licence, "utf8")).toContain("SIL Open Font License");
});
