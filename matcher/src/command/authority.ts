/**
 * `npm run authority`: makes the venue's own certificate authority, so that the broker can be told of
 * it before the matcher runs. Exit code 2 for a command line that is wrong, 1 for a folder that cannot be
 * used. One that is there already is left as it is.
 */
import { join, resolve } from "node:path";
import { unixMs } from "@sighej/protocol";
import { AUTHORITY_FILE, openAuthority } from "../adapters/ca/authority.ts";
import { MatcherError } from "../errors.ts";

const [folder, ...rest] = process.argv.slice(2);
if (folder === undefined || folder.startsWith("-") || rest.length > 0) {
  process.stderr.write("Usage: npm run authority -- FOLDER\n");
  process.exitCode = 2;
} else {
  try {
    await openAuthority(folder, () => unixMs(Date.now()));
    const path = resolve(join(folder, AUTHORITY_FILE));
    process.stdout.write(`SIGHEJ_CA_FOLDER=${resolve(folder)}\n`);
    process.stdout.write(`SIGHEJ_BROKER_TLS_CLIENT_CA=${path}\n`);
  } catch (cause) {
    if (!(cause instanceof MatcherError)) throw cause;
    process.stderr.write(`authority: ${cause.message}\n`);
    process.exitCode = 1;
  }
}
