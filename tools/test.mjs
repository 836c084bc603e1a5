/**
 * `npm test`: finds or installs what the tests need, then runs vitest; arguments are passed on.
 *
 * Redis and Postgres are real here. Each is taken from a URL in the environment, else from its
 * program on this machine, else installed from Debian's packages where that may be done (as root).
 * Where none of these is possible the suites that need it fail and say so: a missing service is
 * never a silent pass.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

const onPath = (program) =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));

/** Debian keeps Postgres off the path, a folder per version. */
const DEBIAN_POSTGRES = "/usr/lib/postgresql";

const services = [
  {
    name: "Redis",
    url: "SIGHEJ_TEST_REDIS_URL",
    package: "redis-server",
    isHere: () => onPath("redis-server"),
  },
  {
    name: "Postgres",
    url: "SIGHEJ_TEST_POSTGRES_URL",
    package: "postgresql",
    isHere: () =>
      onPath("postgres") ||
      (existsSync(DEBIAN_POSTGRES) &&
        readdirSync(DEBIAN_POSTGRES).some((version) =>
          existsSync(join(DEBIAN_POSTGRES, version, "bin", "postgres")),
        )),
  },
];

const run = (command, args) => spawnSync(command, args, { stdio: "inherit" }).status ?? 1;

function provide(missing) {
  if (missing.length === 0) return;
  const packages = missing.map((service) => service.package);
  if (process.platform === "linux" && process.getuid?.() === 0 && onPath("apt-get")) {
    console.log(`installing Debian's ${packages.join(" and ")} for the tests`);
    process.env.DEBIAN_FRONTEND = "noninteractive";
    const install = ["install", "-y", "-q", "--no-install-recommends", ...packages];
    if (run("apt-get", ["update", "-q"]) === 0 && run("apt-get", install) === 0) return;
  }
  for (const { name, url, package: wanted } of missing)
    console.error(`${name} is missing, so its suites will fail: install ${wanted} or set ${url}.`);
}

provide(services.filter(({ url, isHere }) => !process.env[url] && !isHere()));
if (!process.env.SIGHEJ_RECORDINGS)
  console.log("SIGHEJ_RECORDINGS is not set: tests on recordings will be listed as not run.");

const reporters = ["--reporter=default", "--reporter=./tools/summary-reporter.mjs"];
process.exit(
  run(process.execPath, [
    "node_modules/vitest/vitest.mjs",
    "run",
    ...reporters,
    ...process.argv.slice(2),
  ]),
);
