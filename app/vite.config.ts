/**
 * How the page is built: from the sources of `app` and `protocol` to static files.
 *
 * Nothing is inlined, neither code nor style nor font, so that the page runs under a content
 * security policy that allows its own origin only.
 */
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defaultClientConditions, defineConfig } from "vite";
import { qrWorker } from "../page/qr-worker.ts";
import { shortList } from "./short-list.ts";
import { treeshake, worker } from "./worker.ts";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "/",
  plugins: [shortList(), svelte({ configFile: false }), qrWorker(), worker()],
  resolve: { conditions: ["@sighej/source", ...defaultClientConditions] },
  build: {
    assetsInlineLimit: 0,
    // One sheet: a screen whose own did not come is not asked for it again, and would stand there bare.
    cssCodeSplit: false,
    // One script: there is nothing to preload, and older browsers need no stand-in for it.
    modulePreload: false,
    // A constant must not bring the module that it stands in into the first load.
    rolldownOptions: { treeshake, optimization: { inlineConst: { mode: "all", pass: 3 } } },
  },
});
