/**
 * Build: turns the sources of the page into a folder of static files, unless the folder already
 * holds what these very sources make. For Node; the page itself never imports it.
 */
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { compileMessages } from "./messages.ts";

/** What a folder was built from, as a hash. A file with a dot, which static servers keep back. */
const STAMP = ".built-from";
const root = fileURLToPath(new URL(".", import.meta.url));

/** All that a build depends on, from the app's folder; the lock file stands for the libraries. */
const sources = [
  "build.ts",
  "index.html",
  "messages",
  "compile.ts",
  "messages.ts",
  "package.json",
  "project.inlang",
  "public",
  "qr-worker.ts",
  "short-list.ts",
  "src",
  "vite.config.ts",
  "worker.ts",
  "../package-lock.json",
  "../protocol/interests.json",
  "../protocol/src",
];

/**
 * Builds the page into `outFolder`, which is emptied first; says "fresh" where nothing had to be
 * done. Compared by content: a clone, a checkout or a deleted source leaves times that mislead.
 * Throws what Vite throws, and then the next call builds again.
 */
export async function buildApp(outFolder: string): Promise<"fresh" | "built"> {
  const from = await hashOfSources();
  const stamp = join(outFolder, STAMP);
  if ((await textOf(stamp)) === from) return "fresh";
  await compileMessages();
  await inProduction(() =>
    build({
      configFile: join(root, "vite.config.ts"),
      logLevel: "error",
      build: { outDir: outFolder, emptyOutDir: true, reportCompressedSize: false },
    }),
  );
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

async function hashOfSources(): Promise<string> {
  const hash = createHash("sha256");
  for (const path of sources) {
    for (const file of await filesUnder(join(root, path))) {
      // Tests are no part of the page, and compiled texts are made from others.
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
