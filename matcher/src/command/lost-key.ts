/**
 * `npm run lost-key`: the way out when the key that sealed secrets in the database is lost. Exit code 2
 * for a command line or settings that are wrong, 1 for what is still to be done, or cannot be.
 */
import { access, readFile } from "node:fs/promises";
import { keptSecretsOn } from "../adapters/pg/kept-secrets.ts";
import { venueStoreOn } from "../adapters/pg/venue-store.ts";
import { type DatabaseConfig, openDatabase, sealOf } from "../database.ts";
import { MatcherError } from "../errors.ts";
import { parseDatabase, setupKeysPathIn } from "../settings/database.ts";
import { stackOf } from "../stack.ts";
import { random } from "../wiring/machine.ts";
import { LOST_KEY_HELP, type LostKeyOptions, parseLostKeyOptions } from "./lost-key-options.ts";
import { replaceLost } from "./replace-lost.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);
const complain = (line: string) => process.stderr.write(`lost-key: ${line}\n`);

async function run(options: LostKeyOptions): Promise<number> {
  const path = setupKeysPathIn(process.env);
  const text = path && (await readFile(path, "utf8").catch(() => undefined));
  const config = parseDatabase(process.env, text);
  const faults = config.ok ? await faultsOf(config.value.database) : config.faults;
  for (const fault of faults) complain(fault);
  if (!config.ok || faults.length > 0) return 2;
  const { database: at, setupKeys } = config.value;
  const open = stackOf();
  try {
    const database = await openDatabase(at, complain);
    open.push(() => database?.stop());
    const seal = await sealOf(at, setupKeys, random);
    await database?.ready;
    return database === undefined
      ? 2
      : await replaceLost(
          {
            venues: venueStoreOn(database),
            secrets: keptSecretsOn(database),
            seal,
            random,
            say,
            complain,
          },
          options,
        );
  } catch (cause) {
    if (!(cause instanceof MatcherError)) throw cause;
    complain(cause.message);
    return 1;
  } finally {
    await open.unwind();
  }
}

/** A folder that is not there would be made, and have nothing lost in it. */
async function faultsOf(at: DatabaseConfig): Promise<readonly string[]> {
  if (at.kind === "postgres") return [];
  const isThere = await access(at.path).then(
    () => true,
    () => false,
  );
  return isThere ? [] : ["SIGHEJ_AGGREGATES_FOLDER: expected the folder of a database"];
}

const parsed = parseLostKeyOptions(process.argv.slice(2));
if (parsed.kind === "help") say(LOST_KEY_HELP);
else if (parsed.kind === "faults") {
  for (const fault of parsed.faults) complain(fault);
  process.exitCode = 2;
} else process.exitCode = await run(parsed.options);
