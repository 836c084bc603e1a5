/**
 * Worker plugin: builds the service worker beside the page, as one script without imports: not every
 * browser that can push knows workers that are modules. For Node; a part of `vite.config.ts`.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, defaultClientConditions, type Plugin } from "vite";

const root = fileURLToPath(new URL(".", import.meta.url));

/** The protocol only declares: a format that a page does not use is no part of it. */
export const treeshake = {
  moduleSideEffects: (id: string): boolean => !/[\\/]protocol[\\/]/.test(id),
  manualPureFunctions: ["v", "parsedBy"],
};

export function worker(): Plugin {
  let folder = "";
  return {
    name: "sighej-admin-worker",
    apply: "build",
    configResolved({ build: { outDir } }) {
      folder = outDir;
    },
    async closeBundle() {
      await build({
        root,
        configFile: false,
        publicDir: false,
        logLevel: "error",
        resolve: { conditions: ["@sighej/source", ...defaultClientConditions] },
        build: {
          outDir: folder,
          emptyOutDir: false,
          modulePreload: false,
          reportCompressedSize: false,
          rollupOptions: {
            treeshake,
            input: join(root, "src", "worker", "main.ts"),
            output: { format: "iife", entryFileNames: "alerts.js" },
          },
        },
      });
    },
  };
}
