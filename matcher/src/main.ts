/**
 * Main: runs a matcher from the environment until it is told to stop. Exit code 2 for a bad
 * configuration, one line a fault, and for what another process has; 1 for a failed start.
 */
import { readFile } from "node:fs/promises";
import { pino } from "pino";
import { MatcherError, type MatcherErrorCode, newAdminCode, start } from "./index.ts";
import { setupKeysPathIn } from "./settings/database.ts";
import { brokerCaPathIn, parseConfig, venuesPathIn } from "./settings/env.ts";
import { oidcSecretPathIn } from "./settings/oidc.ts";

const inTheWay: readonly MatcherErrorCode[] = [
  ...(["bad-config", "port-in-use", "store-in-use", "wrong-key"] as const),
];

async function run(): Promise<number> {
  const venues = await venuesIn(venuesPathIn(process.env));
  const brokerCa = await textIn(brokerCaPathIn(process.env));
  const oidcSecret = await textIn(oidcSecretPathIn(process.env));
  const setupKeys = await textIn(setupKeysPathIn(process.env));
  const config = parseConfig(process.env, venues, { brokerCa, oidcSecret, setupKeys });
  if (!config.ok) {
    for (const fault of config.faults) process.stderr.write(`matcher: ${fault}\n`);
    return 2;
  }
  const { logLevel, ...rest } = config.value;
  const logger = pino({ level: logLevel, base: null });
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => resolve());
  });
  try {
    const adminCode = rest.adminCode ?? newAdminCode();
    const adminCodeOnce = rest.adminCode === undefined;
    const matcher = await start({ ...rest, adminCode, adminCodeOnce, logger });
    // To whoever started it, and to nobody by way of the log; one that was given is known already.
    if (adminCodeOnce && (await matcher.needsOwner()))
      process.stdout.write(`matcher: admin code ${adminCode}, until there is an owner\n`);
    await stopped;
    await matcher.stop();
    return 0;
  } catch (cause) {
    if (!(cause instanceof MatcherError)) throw cause;
    process.stderr.write(`matcher: ${cause.message}\n`);
    return inTheWay.includes(cause.code) ? 2 : 1;
  }
}

/** The set-up file's JSON; undefined, which is a fault of its own, when it cannot be read. */
async function venuesIn(path: string | undefined): Promise<unknown> {
  try {
    return JSON.parse((await textIn(path)) ?? "");
  } catch {
    return undefined;
  }
}

/** Undefined when it cannot be read. */
async function textIn(path: string | undefined): Promise<string | undefined> {
  return path === undefined ? undefined : readFile(path, "utf8").catch(() => undefined);
}

process.exitCode = await run();
