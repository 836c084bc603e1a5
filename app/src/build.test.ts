// @vitest-environment node
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildApp } from "../build.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sighej-app-"));
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

test("a page is built once, and is fresh until a source changes", async () => {
  expect(await buildApp(folder)).toBe("built");
  expect(await buildApp(folder)).toBe("fresh");
}, 120_000);

test("the page runs under a policy of its own origin only", async () => {
  const page = await readFile(join(folder, "index.html"), "utf8");
  expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i);
  for (const [script] of page.matchAll(/<script[^>]*>[^<]*/g)) expect(script).toMatch(/ src="\//);
  for (const [, url] of page.matchAll(/(?:src|href)="([^"]*)"/g)) expect(url).toMatch(/^\/(?!\/)/);
  const files = await readdir(join(folder, "assets"));
  const css = files.find((file) => file.endsWith(".css")) ?? "";
  expect(await readFile(join(folder, "assets", css), "utf8")).not.toMatch(/url\(["']?(?!\/)/);
});

test("the first load is 60 kB of script at most, compressed", async () => {
  const page = await readFile(join(folder, "index.html"), "utf8");
  const entry = /<script[^>]* src="([^"]+)"/.exec(page)?.[1] ?? "";
  const needed = new Set([entry]);
  for (const path of needed) {
    const code = await readFile(join(folder, path), "utf8");
    for (const [, name] of code.matchAll(/(?:from|import)\s*["`]\.\/([^"`]+\.js)["`]/g))
      needed.add(`/assets/${name}`);
  }
  const sizes = [...needed].map(
    async (path) => gzipSync(await readFile(join(folder, path))).length,
  );
  const total = (await Promise.all(sizes)).reduce((a, b) => a + b);
  expect(total).toBeGreaterThan(20_000);
  expect(total).toBeLessThanOrEqual(60_000);
});

test("the worker keeps every file of the page, and none of its own", async () => {
  const worker = await readFile(join(folder, "sw.js"), "utf8");
  const files = await readdir(join(folder, "assets"));
  for (const file of files) expect(worker).toContain(`/assets/${file}`);
  for (const file of ["/index.html", "/app.webmanifest"]) expect(worker).toContain(file);
  expect(worker).not.toMatch(/["`]\/sw\.js|licences|^import |importScripts/m);
});

test("the typeface goes with its licence", async () => {
  const licence = join(folder, "licences", "schibsted-grotesk-OFL.txt");
  expect(await readFile(licence, "utf8")).toContain("SIL Open Font License");
});
