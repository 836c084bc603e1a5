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

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "/admin/",
  plugins: [svelte({ configFile: false })],
  resolve: { conditions: ["@sighej/source", ...defaultClientConditions] },
  build: {
    assetsInlineLimit: 0,
    // What the browsers that we serve need no stand-in for.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      treeshake: {
        // The protocol only declares: a format that the page does not use is no part of it.
        moduleSideEffects: (id: string): boolean => !/[\\/]protocol[\\/]/.test(id),
        manualPureFunctions: ["v", "parsedBy"],
      },
    },
  },
});
