// @vitest-environment node
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL(".", import.meta.url));
let page: string;
let styles: string;
beforeAll(async () => {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !/\.test\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes("/paraglide/"));
  const textsOf = async (pattern: RegExp) => {
    const wanted = paths.filter((path) => pattern.test(path));
    return (await Promise.all(wanted.map((path) => readFile(path, "utf8")))).join("\n");
  };
  page = await textsOf(/\.(ts|svelte)$/);
  const tokens = await readFile(join(root, "..", "..", "page", "tokens.css"), "utf8");
  styles = tokens + (await textsOf(/\.(css|svelte)$/));
});

const found = (pattern: RegExp, text: string): readonly string[] =>
  [...new Set([...text.matchAll(pattern)].map(([, name = ""]) => name))].sort();

const keysOf = async (language: string): Promise<readonly string[]> => {
  const text = await readFile(join(root, "..", "messages", `${language}.json`), "utf8");
  return Object.keys(JSON.parse(text) as object).filter((key) => !key.startsWith("$"));
};

test("both languages say the same things, in the same order", async () => {
  expect(await keysOf("da")).toEqual(await keysOf("en"));
});

test("whatever there is a text for is said somewhere", async () => {
  expect([...(await keysOf("en"))].sort()).toEqual(found(/\bm\.(\w+)/g, page));
});

test("every colour, size and time that a style uses is defined", () => {
  const defined = found(/(--[\w-]+)\s*:/g, styles);
  // With something after a comma a style does without.
  const used = found(/var\(\s*(--[\w-]+)\s*\)/g, styles);
  expect(used.filter((name) => !defined.includes(name))).toEqual([]);
  expect(used.length).toBeGreaterThan(30);
});
