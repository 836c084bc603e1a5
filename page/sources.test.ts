import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";

const own = fileURLToPath(new URL(".", import.meta.url));

/** Files of a folder and below, and what is in them, in a settled order. */
async function filesIn(
  folder: string,
): Promise<readonly (readonly [path: string, text: string])[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const texts = await Promise.all(paths.map((path) => readFile(path, "utf8")));
  return paths.map((path, at) => [relative(folder, path), texts[at] ?? ""]);
}
const found = (pattern: RegExp, text: string): readonly string[] =>
  [...new Set([...text.matchAll(pattern)].map(([, name = ""]) => name))].sort();

describe.each(["app", "admin"])("the sources of %s", (page) => {
  let code: string;
  let styles: string;
  let messages: Awaited<ReturnType<typeof filesIn>>;
  beforeAll(async () => {
    const files = (await filesIn(join(own, "..", page, "src"))).filter(
      ([path]) => !/\.test\.ts$|^paraglide\//.test(path),
    );
    const textOf = (pattern: RegExp) =>
      files.flatMap(([path, text]) => (pattern.test(path) ? [text] : [])).join("\n");
    code = textOf(/\.(ts|svelte)$/);
    styles = (await readFile(join(own, "tokens.css"), "utf8")) + textOf(/\.(css|svelte)$/);
    messages = await filesIn(join(own, "..", page, "messages"));
  });
  const keysOf = (language: string): readonly string[] =>
    messages
      .filter(([path]) => path.startsWith(language))
      .flatMap(([, text]) => Object.keys(JSON.parse(text) as object))
      .filter((key) => !key.startsWith("$"));

  test("say the same things in both languages, in the same order", () => {
    expect(keysOf("da")).toEqual(keysOf("en"));
  });

  test("say whatever there is a text for, and have a text for whatever they say", () => {
    expect([...keysOf("en")].sort()).toEqual(found(/\bm\.(\w+)/g, code));
  });

  test("define every colour, size and time that a style uses", () => {
    const defined = found(/(--[\w-]+)\s*:/g, styles);
    // With something after a comma a style does without.
    const used = found(/var\(\s*(--[\w-]+)\s*\)/g, styles);
    expect(used.filter((name) => !defined.includes(name))).toEqual([]);
    expect(used.length).toBeGreaterThan(30);
  });

  test("have no style in an attribute, which a page's policy would drop", () => {
    expect(found(/<[^>]*\s(style="[^"]*")/g, code)).toEqual([]);
  });
});
