/** The broker as a process: reads the environment and the credentials file, runs until a signal. */
import { readFileSync } from "node:fs";
import { pino } from "pino";
import { parseConfig, parseCredentials } from "./config.ts";
import { BrokerError } from "./errors.ts";
import { start } from "./index.ts";

/** By convention here: the configuration is at fault, nothing was started. */
const BAD_CONFIGURATION = 2;

function refuse(faults: readonly string[]): never {
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exit(BAD_CONFIGURATION);
}

function readCredentials(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return refuse([`SIGHEJ_BROKER_CREDENTIALS: cannot read ${path}`]);
  }
}

const config = parseConfig(process.env);
if (!config.ok) refuse(config.faults);
const credentials = parseCredentials(readCredentials(config.value.credentialsFile));
if (!credentials.ok) refuse(credentials.faults);
const { host, port, logLevel } = config.value;
const logger = pino({ level: logLevel });

try {
  const broker = await start({ host, port, credentials: credentials.value, logger });
  logger.info({ host, port: broker.port }, "listening");
  const stop = (): void => {
    void broker.stop().then(() => process.exit(0));
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
} catch (error) {
  if (!(error instanceof BrokerError)) throw error;
  refuse([error.message]);
}
