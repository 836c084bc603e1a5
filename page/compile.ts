/**
 * Compile: a program that compiles the texts of a page, `<folder>/messages/`, into functions under
 * `<folder>/src/paraglide/`, which no repository holds. For Node: build, tests and type check run it
 * first.
 *
 * Compiled beside and then put in place file by file, and only what differs: a build must not take
 * the texts away from a test that reads them at the same time.
 */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { compile } from "@inlang/paraglide-js";
import { faultsOfTexts } from "./texts.ts";

async function compileMessages(root: string): Promise<void> {
  const faults = await faultsOfTexts(root);
  if (faults.length > 0) throw new Error(faults.join("\n"));
  const beside = await mkdtemp(join(root, ".paraglide-"));
  try {
    await compile({
      project: join(root, "project.inlang"),
      outdir: beside,
      // The page itself says which language it speaks (`language.svelte.ts`).
      strategy: ["globalVariable", "baseLocale"],
      outputStructure: "message-modules",
      isServer: "false",
      emitGitIgnore: false,
      emitPrettierIgnore: false,
      emitReadme: false,
    });
    await put(beside, join(root, "src", "paraglide"));
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

async function put(from: string, target: string): Promise<void> {
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

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("expected the folder of a page");
try {
  await compileMessages(resolve(folder));
  // The compiler leaves timers behind, which would keep this process for most of a minute.
  process.exit(0);
} catch (cause) {
  process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
  process.exit(1);
}
