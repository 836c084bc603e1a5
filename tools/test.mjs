/**
 * `npm test`: finds or installs what the tests need, then runs vitest; arguments are passed on.
 *
 * Redis is real here. It is taken from SIGHEJ_TEST_REDIS_URL, else from `redis-server` on the path,
 * else installed from Debian's packages where that may be done (as root). Where none of these is
 * possible the suites that need it fail and say so: a missing service is never a silent pass.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const onPath = (program) =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));

const run = (command, args) => spawnSync(command, args, { stdio: "inherit" }).status ?? 1;

function provideRedis() {
  if (process.env.SIGHEJ_TEST_REDIS_URL || onPath("redis-server")) return;
  if (process.platform === "linux" && process.getuid?.() === 0 && onPath("apt-get")) {
    console.log("redis-server is not here: installing Debian's package");
    process.env.DEBIAN_FRONTEND = "noninteractive";
    // The tests start servers of their own on free ports; Debian's service is not to run beside.
    const install = ["install", "-y", "-q", "--no-install-recommends", "redis-server"];
    if (run("apt-get", ["update", "-q"]) === 0 && run("apt-get", install) === 0) return;
  }
  console.error(
    "Redis is missing, so its suites will fail. Install redis-server, or set SIGHEJ_TEST_REDIS_URL.",
  );
}

provideRedis();
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
