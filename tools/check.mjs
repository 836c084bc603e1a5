/**
 * `npm run check`: formatting and lint, types, dependency rules, unused code. Two checks at a time,
 * output only of what fails.
 */
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const bin = (name) => join("node_modules", ".bin", name);
const folders = [
  "protocol",
  "gateway",
  "broker",
  "matcher",
  "beacon-sim",
  "app",
  "page",
  "admin",
  "deploy",
  "eval",
];

const checks = [
  ["types", bin("tsc"), ["-b", "--pretty"]],
  [
    "types of the app",
    bin("svelte-check"),
    ["--tsconfig", "app/tsconfig.json", "--fail-on-warnings"],
  ],
  [
    "types of the dashboard",
    bin("svelte-check"),
    ["--tsconfig", "admin/tsconfig.json", "--fail-on-warnings"],
  ],
  ["types of the app's worker", bin("tsc"), ["-p", "app/tsconfig.worker.json", "--pretty"]],
  ["types of the dashboard's worker", bin("tsc"), ["-p", "admin/tsconfig.worker.json", "--pretty"]],
  ["format and lint", bin("biome"), ["ci", "--error-on-warnings", "--colors=off", "."]],
  ["dependency rules", bin("depcruise"), [...folders, "--config", ".dependency-cruiser.mjs"]],
  ["unused code", bin("knip"), ["--no-progress", "--treat-config-hints-as-errors"]],
];

function run([name, command, args]) {
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      // npm settings of the machine are no business of a tool that only reads.
      env: {
        ...process.env,
        NO_UPDATE_NOTIFIER: "1",
        TMPDIR: mkdtempSync(join(tmpdir(), "check-")),
      },
    });
    let output = "";
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (output += text));
    child.on("error", (error) => (output += error.message));
    child.on("close", (code) => {
      const seconds = ((Date.now() - started) / 1_000).toFixed(1);
      console.log(`${code === 0 ? "ok  " : "FAIL"} ${name} (${seconds} s)`);
      if (code !== 0) console.log(output);
      resolve(code === 0);
    });
  });
}

// Types, rules and unused code read the pages' texts as compiled.
for (const page of ["app", "admin"]) {
  const compile = ["--import", "tsx", "page/compile.ts", page];
  if (!(await run([`texts of ${page}`, process.execPath, compile]))) process.exit(1);
}

const waiting = [...checks];
const results = [];
const worker = async () => {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
    results.push(await run(next));
};
await Promise.all([worker(), worker()]);
process.exit(results.every(Boolean) ? 0 : 1);
