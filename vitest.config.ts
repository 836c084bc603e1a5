/**
 * Projects: `unit` opens no socket to another process and takes seconds, `app` runs the page's parts
 * in jsdom, `contract` runs one suite per port against every implementation, `e2e` runs the whole
 * pipe with real parts, `browser` runs the built page in Chromium, `long` is whatever takes minutes.
 */
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// Never "import": vitest hands these to Node too, whose require() would then be given ES modules.
const conditions = ["@sighej/source", "node"];
const long = "**/*.long.test.ts";
/**
 * A browser, a radio and five processes share two cores with whatever else runs there: what fails once
 * is run again, and named at the end (`tools/summary-reporter.mjs`). Never where one failure in a
 * hundred is the very thing that is looked for: those tests say `{ retry: 0 }`.
 */
const retry = 1;
const source = { resolve: { conditions }, ssr: { resolve: { conditions } } };

export default defineConfig({
  test: {
    projects: [
      {
        ...source,
        test: {
          name: "unit",
          // What takes two seconds takes six beside other tests on two busy cores.
          testTimeout: 20_000,
          include: [
            "{protocol,gateway,broker,matcher,beacon-sim,admin,page,deploy/embedded,eval}/**/*.test.ts",
            "tools/*.test.mjs",
          ],
          exclude: ["**/node_modules/**", "**/test/contract/**", long],
        },
      },
      {
        plugins: [svelte({ configFile: false })],
        resolve: { conditions: ["@sighej/source", "browser"] },
        test: {
          name: "app",
          environment: "jsdom",
          // A hundred chips in jsdom take seconds on a busy machine.
          testTimeout: 20_000,
          globalSetup: ["app/test/compile-messages.ts"],
          include: ["app/src/**/*.test.ts"],
        },
      },
      {
        ...source,
        test: {
          name: "contract",
          include: ["matcher/test/contract/**/*.test.ts"],
          testTimeout: 30_000,
        },
      },
      {
        ...source,
        test: {
          name: "e2e",
          retry,
          include: ["deploy/e2e/**/*.test.ts"],
          exclude: ["**/node_modules/**", long],
          // Several processes and a minute of radio: one file at a time on two cores.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...source,
        test: {
          name: "long",
          retry,
          include: [long],
          // Floods, soaks and outages: each wants the machine to itself.
          fileParallelism: false,
          testTimeout: 900_000,
          hookTimeout: 180_000,
        },
      },
      {
        ...source,
        test: {
          name: "browser",
          retry,
          include: ["deploy/browser/**/*.test.ts"],
          exclude: ["**/node_modules/**", long],
          globalSetup: "deploy/browser/build-app.ts",
          // The longest file waits for people to meet: another one goes on beside it, and nothing else.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          // A walk through every screen takes 25 s, and a minute beside three other test runs.
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
