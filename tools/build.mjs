/**
 * `npm run build`: makes `build/`, all that a venue's machine runs, complete without npm or network:
 *
 *     build/<service>/main.js         the service as one ES module (esbuild)
 *     build/<service>/<command>.js    what an operator runs beside it
 *     build/<service>/node_modules/   what its package.json names, and what that needs, as installed
 *     build/app/, build/admin/        the attendee's app and the dashboard, to be served as they are
 *
 * Libraries stay outside the bundle: some find files of theirs by where they are.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = join(root, "build");
const OURS = "@sighej/";

/**
 * `beside`: files that the bundle looks for next to itself. `commands`: of `src/command`, for whoever
 * runs the machine. `threads`: work that is done in a thread of
 * its own, from files next to the bundle: `<name>-worker.mjs` and what it loads, `<name>-work.js`.
 */
const services = [
  { name: "broker", beside: [], commands: [], threads: [] },
  {
    name: "matcher",
    beside: ["src/adapters/pg/pglite/worker.mjs", "src/adapters/pictures/redraw.mjs"],
    commands: ["lost-key"],
    threads: [
      {
        name: "map",
        worker: "src/adapters/map-maker/worker.mjs",
        work: "src/domain/proximity/map-work.ts",
      },
      {
        name: "schedule",
        worker: "src/adapters/schedule/worker.mjs",
        work: "src/adapters/schedule/work.ts",
      },
    ],
  },
];

const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const outsideOf = ({ dependencies = {} }) =>
  Object.keys(dependencies).filter((name) => !name.startsWith(OURS));

/** The folder of a package as Node would find it from `from`; undefined where it is not installed. */
function folderOf(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return candidate;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Every package that `manifest`, in `from`, needs, by its folder. Throws where one is missing. */
function closureOf(manifest, from, found = new Set()) {
  const optional = Object.keys(manifest.optionalDependencies ?? {});
  for (const name of [...outsideOf(manifest), ...optional]) {
    const folder = folderOf(name, from);
    if (folder === undefined && optional.includes(name)) continue;
    if (folder === undefined) throw new Error(`${name} is not installed: run npm ci`);
    if (found.has(folder)) continue;
    found.add(folder);
    closureOf(manifestOf(folder), folder, found);
  }
  return found;
}

/** Where a package goes: where it is, seen from the project or from the service's own folder. */
function copyPackages(folders, service, to) {
  const taken = new Map();
  for (const folder of folders) {
    const own = relative(join(root, service), folder);
    const place = own.startsWith("..") ? relative(root, folder) : own;
    if (taken.has(place)) throw new Error(`${place} is wanted in two versions`);
    taken.set(place, folder);
    cpSync(folder, join(to, place), {
      recursive: true,
      // What is inside of it is a package of its own, and copied if somebody needs it.
      filter: (path) => !relative(folder, path).split("/").includes("node_modules"),
    });
  }
}

async function buildService({ name, beside, commands, threads }) {
  const folder = join(root, name);
  const to = join(out, name);
  const manifest = manifestOf(folder);
  const bundle = (from, file) =>
    build({
      absWorkingDir: root,
      entryPoints: [join(folder, from)],
      outfile: join(to, file),
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      conditions: ["@sighej/source"],
      external: outsideOf(manifest).flatMap((each) => [each, `${each}/*`]),
      sourcemap: true,
      logLevel: "warning",
    });
  await bundle("src/main.ts", "main.js");
  for (const command of commands) await bundle(`src/command/${command}.ts`, `${command}.js`);
  for (const { name: thread, worker, work } of threads) {
    await bundle(work, `${thread}-work.js`);
    cpSync(join(folder, worker), join(to, `${thread}-worker.mjs`));
  }
  for (const file of beside) cpSync(join(folder, file), join(to, file.split("/").at(-1)));
  const { version, license } = manifest;
  const own = { name: manifest.name, version, license, private: true, type: "module" };
  writeFileSync(join(to, "package.json"), `${JSON.stringify(own, undefined, 2)}\n`);
  copyPackages(closureOf(manifest, folder), name, to);
}

const { values } = parseArgs({ options: { "without-app": { type: "boolean", default: false } } });
rmSync(out, { recursive: true, force: true });
mkdirSync(out);
for (const service of services) {
  await buildService(service);
  console.log(`build/${service.name}`);
}
if (!values["without-app"]) {
  const { register } = await import("tsx/esm/api");
  register();
  const { buildApp } = await import("../app/build.ts");
  await buildApp(join(out, "app"));
  console.log("build/app");
  const { buildAdmin } = await import("../admin/build.ts");
  await buildAdmin(join(out, "admin"));
  console.log("build/admin");
}
