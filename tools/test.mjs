/**
 * `npm test`: finds or installs what the tests need, then runs vitest; arguments are passed on. Files
 * named `*.long.test.ts` take minutes: `npm run test:long` runs them, and so does CI.
 *
 * Redis, Postgres, brokers, Chromium and BlueZ's emulator are real here. Each is taken from where a
 * variable of the environment says, else from its program on this machine, else installed from
 * Debian's packages where that may be done (as root). Where none of these is possible the suites that
 * need it fail and say so: what is missing is never a silent pass.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

const onPath = (program) =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));

/** Debian keeps Postgres off the path, a folder per version. */
const DEBIAN_POSTGRES = "/usr/lib/postgresql";

const needed = [
  {
    name: "Redis",
    variable: "SIGHEJ_TEST_REDIS_URL",
    packages: ["redis-server"],
    isHere: () => onPath("redis-server"),
  },
  {
    name: "Postgres",
    variable: "SIGHEJ_TEST_POSTGRES_URL",
    packages: ["postgresql"],
    isHere: () =>
      onPath("postgres") ||
      (existsSync(DEBIAN_POSTGRES) &&
        readdirSync(DEBIAN_POSTGRES).some((version) =>
          existsSync(join(DEBIAN_POSTGRES, version, "bin", "postgres")),
        )),
  },
  {
    name: "Mosquitto",
    variable: "SIGHEJ_TEST_MOSQUITTO",
    // With its plugin for dynamic security.
    packages: ["mosquitto"],
    isHere: () => existsSync("/usr/sbin/mosquitto"),
  },
  {
    name: "RabbitMQ",
    variable: "SIGHEJ_TEST_RABBITMQ",
    // With its plugins for MQTT and management.
    packages: ["rabbitmq-server"],
    isHere: () => existsSync("/usr/lib/rabbitmq/bin/rabbitmq-server"),
  },
  {
    name: "what reads deployment files",
    variable: "SIGHEJ_TEST_DEPLOYMENT",
    packages: ["caddy", "docker-compose", "openssl", "systemd"],
    isHere: () => ["caddy", "docker-compose", "openssl", "systemd-analyze"].every(onPath),
  },
  {
    name: "a Debian to boot",
    variable: "SIGHEJ_TEST_ROOT",
    packages: ["debootstrap", "systemd-container"],
    isHere: () => ["debootstrap", "systemd-nspawn"].every(onPath),
  },
  {
    name: "Chromium",
    variable: "SIGHEJ_TEST_CHROMIUM",
    // A browser without any font draws nothing for text.
    packages: ["chromium", "fonts-dejavu-core"],
    isHere: () => existsSync("/usr/bin/chromium"),
  },
  {
    name: "what reads PDFs",
    variable: "SIGHEJ_TEST_POPPLER",
    packages: ["poppler-utils"],
    isHere: () => ["pdftoppm", "pdftotext"].every(onPath),
  },
  {
    name: "btvirt",
    // The native Bluetooth addon is built for it, which nothing else needs.
    packages: ["bluez-test-tools", "build-essential"],
    isHere: () => onPath("btvirt") && onPath("cc") && onPath("make") && onPath("c++"),
  },
];

const run = (command, args) => spawnSync(command, args, { stdio: "inherit" }).status ?? 1;

function provide(missing) {
  if (missing.length === 0) return;
  const packages = missing.flatMap((each) => each.packages);
  if (process.platform === "linux" && process.getuid?.() === 0 && onPath("apt-get")) {
    console.log(`installing Debian's ${packages.join(" and ")} for the tests`);
    process.env.DEBIAN_FRONTEND = "noninteractive";
    const install = ["install", "-y", "-q", "--no-install-recommends", ...packages];
    if (run("apt-get", ["update", "-q"]) === 0 && run("apt-get", install) === 0) return;
  }
  for (const { name, variable, packages: wanted } of missing)
    console.error(
      `${name} is missing, so its suites will fail: install ${wanted.join(" and ")}` +
        `${variable === undefined ? "" : ` or set ${variable}`}.`,
    );
}

provide(needed.filter(({ variable, isHere }) => !(variable && process.env[variable]) && !isHere()));
if (!process.env.SIGHEJ_RECORDINGS)
  console.log("SIGHEJ_RECORDINGS is not set: tests on recordings will be listed as not run.");

const args = process.argv.slice(2);
const named = args.some((arg) => arg.startsWith("--project"));
const reporters = ["--reporter=default", "--reporter=./tools/summary-reporter.mjs"];
process.exit(
  run(process.execPath, [
    "node_modules/vitest/vitest.mjs",
    "run",
    ...reporters,
    ...(named ? [] : ["--project=!long"]),
    ...args,
  ]),
);
