/**
 * `npm run build:deb [-- --arch arm64|armhf|amd64]`: the gateway as a Debian package.
 *
 * One bundle of JavaScript, and the native addon prebuilt for one architecture and one Node: a Pi then
 * needs no compiler, no registry and no network but Debian's own. The addon is tied to the ABI of one
 * major version of Node, so the package depends on that one, and apt refuses what would not load.
 */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const project = fileURLToPath(new URL("../..", import.meta.url));
const here = fileURLToPath(new URL(".", import.meta.url));
const LIBRARY = "usr/lib/sighej-gateway";
/** What requires the addon stays outside the bundle: it finds it by its own name. */
const unbundled = ["@abandonware/noble", "@abandonware/bleno", "@abandonware/bluetooth-hci-socket"];
/** And what they require on Linux. */
const theirs = ["debug", "ms"];

/** Debian's name of an architecture, and of the C++ compiler for it. */
const compilers: Readonly<Record<string, readonly [program: string, debianPackage: string]>> = {
  amd64: ["x86_64-linux-gnu-g++", "g++"],
  arm64: ["aarch64-linux-gnu-g++", "g++-aarch64-linux-gnu"],
  armhf: ["arm-linux-gnueabihf-g++", "g++-arm-linux-gnueabihf"],
};

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

async function bundle(to: string): Promise<void> {
  await build({
    absWorkingDir: project,
    entryPoints: ["gateway/src/cli/main.ts", "gateway/src/check-in/main.ts"],
    outbase: "gateway/src",
    outdir: to,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["@sighej/source"],
    external: unbundled,
    legalComments: "linked",
    // Bundled CommonJS asks for `require`, which ES modules lack.
    banner: {
      js: "import { createRequire as madeRequire } from 'node:module'; const require = madeRequire(import.meta.url);",
    },
    logLevel: "warning",
  });
}

function compileAddon(arch: string, headers: string, to: string): void {
  const [program, debianPackage] =
    compilers[arch] ?? fail(`--arch must be one of ${Object.keys(compilers).join(", ")}`);
  const source = join(
    project,
    "node_modules/@abandonware/bluetooth-hci-socket/src/BluetoothHciSocket.cpp",
  );
  mkdirSync(dirname(to), { recursive: true });
  try {
    execFileSync(program, [
      ...["-O2", "-s", "-shared", "-fPIC", "-std=gnu++17", "-Wno-cast-function-type"],
      ...["-DNODE_GYP_MODULE_NAME=bluetooth_hci_socket", "-DBUILDING_NODE_EXTENSION"],
      ...["-I", headers, "-I", join(project, "node_modules/nan"), source, "-o", to],
    ]);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      fail(`${program} is missing: apt-get install ${debianPackage}`);
    throw error;
  }
}

/** Major version of the Node whose headers these are. */
async function majorOf(headers: string): Promise<number> {
  const text = await readFile(join(headers, "node_version.h"), "utf8").catch(() =>
    fail(`no Node headers in ${headers}; give them with --headers FOLDER`),
  );
  return Number(/define NODE_MAJOR_VERSION (\d+)/.exec(text)?.[1] ?? Number.NaN);
}

const { values } = parseArgs({
  options: {
    arch: { type: "string" },
    headers: { type: "string" },
    out: { type: "string" },
    version: { type: "string" },
  },
});
const arch = values.arch ?? execFileSync("dpkg", ["--print-architecture"]).toString().trim();
const headers = values.headers ?? join(dirname(dirname(process.execPath)), "include/node");
const out = values.out ?? join(here, "dist");
const manifest = await readFile(join(project, "gateway/package.json"), "utf8");
const version = values.version ?? String(JSON.parse(manifest).version);
const major = await majorOf(headers);

const staging = mkdtempSync(join(tmpdir(), "sighej-deb-"));
chmodSync(staging, 0o755);
const library = join(staging, LIBRARY);
cpSync(join(here, "root"), staging, { recursive: true });
await bundle(library);
writeFileSync(join(library, "package.json"), `${JSON.stringify({ type: "module", version })}\n`);
for (const name of [...unbundled, ...theirs])
  cpSync(join(project, "node_modules", name), join(library, "node_modules", name), {
    recursive: true,
    dereference: true,
    filter: (path) =>
      !/\/(?:\.[^/]*|src\/.*\.(?:cpp|h)|examples?|test[^/]*|build|appveyor\.yml|package-lock\.json|mac|win)$/.test(
        path,
      ),
  });
compileAddon(
  arch,
  headers,
  join(
    library,
    "node_modules/@abandonware/bluetooth-hci-socket/build/Release/bluetooth_hci_socket.node",
  ),
);
const documents = join(staging, "usr/share/doc/sighej-gateway");
mkdirSync(documents, { recursive: true });
for (const [from, name] of [
  ["docs/gateway.md", "gateway.md"],
  ["LICENSE", "copyright"],
] as const)
  cpSync(join(project, from), join(documents, name));

const control = join(staging, "DEBIAN");
cpSync(join(here, "control"), control, { recursive: true });
const kilobytes = execFileSync("du", ["-sk", staging]).toString().split("\t")[0];
writeFileSync(
  join(control, "control"),
  `Package: sighej-gateway
Version: ${version}
Architecture: ${arch}
Maintainer: SigHej <sighej@localhost>
Installed-Size: ${kilobytes}
Depends: nodejs (>= ${major === 20 ? "20.19" : major}), nodejs (<< ${major + 1}), systemd, init-system-helpers, dpkg-repack, libc6, libstdc++6
Section: net
Priority: optional
Description: Bluetooth gateway of a SigHej venue
 Hears Bluetooth adverts and tells the venue's broker which tokens it heard, and
 how loud. It sends no hardware address and keeps nothing about anybody.
`,
);
mkdirSync(out, { recursive: true });
const file = join(out, `sighej-gateway_${version}_${arch}.deb`);
if (existsSync(file)) rmSync(file);
execFileSync("dpkg-deb", ["--root-owner-group", "--build", staging, file], { stdio: "ignore" });
rmSync(staging, { recursive: true });
process.stdout.write(`${file}\n`);
