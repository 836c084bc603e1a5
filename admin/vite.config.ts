/**
 * How the dashboard is built: from the sources of `admin`, `page` and `protocol` to static files that
 * are served under `/admin`.
 *
 * Nothing is inlined, neither code nor style nor font, so that the page runs under a content
 * security policy that allows its own origin only.
 */
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defaultClientConditions, defineConfig } from "vite";
import { qrWorker } from "../page/qr-worker.ts";
import { treeshake, worker } from "./worker.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: at("."),
  base: "/admin/",
  plugins: [svelte({ configFile: false }), qrWorker(), worker()],
  resolve: { conditions: ["@sighej/source", ...defaultClientConditions] },
  build: {
    assetsInlineLimit: 0,
    // What the browsers that we serve need no stand-in for.
    modulePreload: { polyfill: false },
    // The dashboard, and the page of a zone's screen, which is served at `/screen`.
    rolldownOptions: { treeshake, input: [at("index.html"), at("screen.html")] },
  },
});
