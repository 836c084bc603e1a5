/**
 * Compile: a program that compiles the texts of `messages/` into functions under `src/paraglide/`,
 * which no repository holds. For Node: build, tests and type check run it first.
 *
 * Compiled beside and then put in place file by file, and only what differs: a build must not take
 * the texts away from a test that reads them at the same time.
 */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "@inlang/paraglide-js";

const root = fileURLToPath(new URL(".", import.meta.url));
const target = join(root, "src", "paraglide");

async function compileMessages(): Promise<void> {
  const beside = await mkdtemp(join(root, ".paraglide-"));
  try {
    await compile({
      project: join(root, "project.inlang"),
      outdir: beside,
      // The page itself says which language it speaks (`language.svelte.ts`): nothing is stored.
      strategy: ["globalVariable", "baseLocale"],
      outputStructure: "message-modules",
      isServer: "false",
      emitGitIgnore: false,
      emitPrettierIgnore: false,
      emitReadme: false,
    });
    await put(beside);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

async function put(from: string): Promise<void> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const place = join(target, path.slice(from.length));
    const [made, there] = await Promise.all([readFile(path, "utf8"), textOf(place)]);
    if (made === there) continue;
    await mkdir(dirname(place), { recursive: true });
    await writeFile(`${place}.new`, made);
    await rename(`${place}.new`, place);
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return undefined;
  }
}

await compileMessages();
// The compiler leaves timers behind, which would keep this process for most of a minute.
process.exit(0);
