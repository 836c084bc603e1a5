/**
 * `npm run mosquitto`: writes what Mosquitto's dynamic security plugin begins with, and prints the
 * lines of mosquitto.conf that go with it. Exit code 2 for a command line that is wrong, 1 for a folder
 * that cannot be written to or has such a file already.
 */
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { dynamicSecurityFile, type FixedClient } from "../adapters/mqtt/dynamic-security-file.ts";

const HELP = `Usage: SIGHEJ_BROKER_SECRET=… [SIGHEJ_OPERATOR_SECRET=…] npm run mosquitto -- FOLDER

Writes FOLDER/sighej-access.json, with which Mosquitto knows the matcher (and an operator who may read
the gateways' status) and nobody else; the matcher adds gateways as they enrol. Mosquitto must be able
to write to the file. It is never overwritten: gateways that have enrolled are kept in it.
`;
/** As Mosquitto makes them. */
const SALT_BYTES = 12;

const say = (text: string) => process.stdout.write(`${text}\n`);
const complain = (text: string) => process.stderr.write(`mosquitto: ${text}\n`);

async function write(folder: string, clients: readonly FixedClient[]): Promise<number> {
  const path = resolve(join(folder, "sighej-access.json"));
  try {
    await writeFile(path, dynamicSecurityFile(clients), { mode: 0o600, flag: "wx" });
  } catch (cause) {
    const there = cause instanceof Error && "code" in cause && cause.code === "EEXIST";
    complain(there ? `${path} is there already` : `cannot write ${path}`);
    return 1;
  }
  say(`# written: ${path}; it must belong to the user that Mosquitto runs as`);
  say("per_listener_settings false");
  say("allow_anonymous false");
  say("plugin /usr/lib/x86_64-linux-gnu/mosquitto_dynamic_security.so");
  say(`plugin_opt_config_file ${path}`);
  return 0;
}

const { SIGHEJ_BROKER_SECRET: secret = "", SIGHEJ_OPERATOR_SECRET: operator = "" } = process.env;
const [folder, ...rest] = process.argv.slice(2);
if (folder === "--help") say(HELP);
else if (folder === undefined || rest.length > 0 || secret === "") {
  if (secret === "") complain("SIGHEJ_BROKER_SECRET must be the matcher's secret");
  if (folder === undefined || rest.length > 0)
    complain("say one folder. See npm run mosquitto -- --help");
  process.exitCode = 2;
} else {
  const client = (role: FixedClient["role"], own: string): FixedClient => ({
    ...{ role, secret: own, salt: randomBytes(SALT_BYTES) },
  });
  process.exitCode = await write(folder, [
    client({ kind: "matcher" }, secret),
    ...(operator === "" ? [] : [client({ kind: "operator" }, operator)]),
  ]);
}
