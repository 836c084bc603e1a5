/**
 * Worker plugin: builds the service worker beside the page, with the list of the page's own files in
 * it. For Node; a part of `vite.config.ts`.
 */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, defaultClientConditions, type Plugin } from "vite";

const root = fileURLToPath(new URL(".", import.meta.url));
/** Read by nobody who uses the app. */
const notKept = /\.map$|^\/licences\//;

/** The protocol only declares: a format that the page does not use is no part of it. */
export const treeshake = {
  moduleSideEffects: (id: string): boolean => !/[\\/]protocol[\\/]/.test(id),
  // Schemas are made by calls, which change nothing else (`import * as v from "valibot"`).
  manualPureFunctions: ["v", "parsedBy"],
};

/** One script without imports: not every browser that can push knows workers that are modules. */
export function worker(): Plugin {
  let folder = "";
  return {
    name: "sighej-worker",
    apply: "build",
    configResolved({ build: { outDir } }) {
      folder = outDir;
    },
    async closeBundle() {
      const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => path.slice(folder.length).replaceAll("\\", "/"))
        .filter((path) => !notKept.test(path) && path !== "/sw.js")
        .sort();
      await build({
        root,
        configFile: false,
        publicDir: false,
        logLevel: "error",
        resolve: { conditions: ["@sighej/source", ...defaultClientConditions] },
        define: {
          __FILES__: JSON.stringify(files),
          __RELEASE__: JSON.stringify(await hashOf(folder, files)),
        },
        build: {
          outDir: folder,
          emptyOutDir: false,
          modulePreload: false,
          reportCompressedSize: false,
          rollupOptions: {
            treeshake,
            input: join(root, "src", "worker", "main.ts"),
            output: { format: "iife", entryFileNames: "sw.js" },
          },
        },
      });
    },
  };
}

async function hashOf(folder: string, files: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const file of files) hash.update(file).update(await readFile(join(folder, file)));
  // A name, not a proof: 64 bits are enough to tell releases apart.
  return hash.digest("hex").slice(0, 16);
}
