/**
 * Build: turns the sources of a page into a folder of static files, unless the folder already holds
 * what these very sources make. For Node; no page imports it.
 */
import { createHash } from "node:crypto";
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { compileMessages } from "./messages.ts";

/** What a folder was built from, as a hash. A file with a dot, which static servers keep back. */
const STAMP = ".built-from";
const own = fileURLToPath(new URL(".", import.meta.url));

export interface Page {
  /** The page's own folder, with `vite.config.ts`. */
  readonly root: string;
  /** All that its build depends on, from that folder; the lock file stands for the libraries. */
  readonly sources: readonly string[];
}

/**
 * Builds the page into `outFolder`, which is emptied first; says "fresh" where nothing had to be
 * done. Compared by content: a clone, a checkout or a deleted source leaves times that mislead.
 * Throws what Vite throws, and then the next call builds again.
 */
export async function buildPage(page: Page, outFolder: string): Promise<"fresh" | "built"> {
  const from = await hashOfSources(page);
  const stamp = join(outFolder, STAMP);
  if ((await textOf(stamp)) === from) return "fresh";
  await compileMessages(page.root);
  await inProduction(() =>
    build({
      configFile: join(page.root, "vite.config.ts"),
      logLevel: "error",
      build: { outDir: outFolder, emptyOutDir: true, reportCompressedSize: false },
    }),
  );
  // The typeface goes with its licence.
  await cp(join(own, "licences"), join(outFolder, "licences"), { recursive: true });
  await writeFile(stamp, from);
  return "built";
}

/** Under a NODE_ENV of "test" or "development" Vite would build a page for developers. */
async function inProduction(work: () => Promise<unknown>): Promise<void> {
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = "production";
  try {
    await work();
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}

async function hashOfSources({ root, sources }: Page): Promise<string> {
  const hash = createHash("sha256");
  for (const path of [own, ...sources.map((source) => join(root, source))]) {
    for (const file of await filesUnder(path)) {
      // Tests are no part of a page, and compiled texts are made from others.
      if (file.endsWith(".test.ts") || file.includes("/src/paraglide/")) continue;
      hash.update(file.slice(root.length)).update("\0");
      hash.update(await readFile(file)).update("\0");
    }
  }
  return hash.digest("hex");
}

/** The files in a folder and below, in a settled order; a file is its own list. */
async function filesUnder(path: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOTDIR") return [path];
    throw cause;
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return undefined;
  }
}
