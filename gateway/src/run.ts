/** Run: the gateway as a process that lives until a signal, given its environment and its file. */
import { pino } from "pino";
import { parseConfig } from "./config.ts";
import { readConfigFile } from "./config-file.ts";
import { GatewayError } from "./errors.ts";
import { type RunningGateway, start } from "./index.ts";
import type { Environment } from "./settings.ts";
import { VERSION } from "./version.ts";

/** By convention here: the configuration is at fault, nothing was started. */
const BAD_CONFIGURATION = 2;
/** The radio cannot be used; whoever keeps the process alive may try again. */
const NO_RADIO = 1;

/** Returns once the gateway scans; the process ends by itself at SIGTERM and SIGINT. */
export async function run(env: Environment, configPath: string | undefined): Promise<void> {
  const config = parseConfig(env, await fileAt(configPath));
  if (!config.ok) return refuse(config.faults);
  const { gateway, logLevel } = config.value;
  const logger = pino({ level: logLevel, base: { gateway } });

  let running: RunningGateway | undefined;
  let ending = false;
  async function end(): Promise<void> {
    if (ending) return;
    ending = true;
    await running?.stop();
    // noble's timer would keep the process alive for ever.
    process.exit(0);
  }
  process.on("SIGTERM", () => void end());
  process.on("SIGINT", () => void end());

  try {
    running = await start(config.value, { version: VERSION, logger });
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    logger.fatal({ code: error.code }, error.message);
    process.exit(NO_RADIO);
  }
}

async function fileAt(path: string | undefined) {
  if (path === undefined) return undefined;
  try {
    return (
      (await readConfigFile(path)) ?? refuse([`there is no ${path}; enrol this gateway first`])
    );
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return refuse([error.message]);
  }
}

function refuse(faults: readonly string[]): never {
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exit(BAD_CONFIGURATION);
}
