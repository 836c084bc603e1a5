/** Run: the gateway as a process that lives until a signal, given its environment and its file. */
import { pino } from "pino";
import { type Supervisor, supervisorOf } from "./adapters/systemd.ts";
import { type Box, startBox } from "./box.ts";
import { parseConfig } from "./config.ts";
import { readConfigFile } from "./config-file.ts";
import { GatewayError } from "./errors.ts";
import type { RunningGateway } from "./index.ts";
import type { Environment } from "./settings.ts";
import { VERSION } from "./version.ts";

/** By convention here: the configuration is at fault, nothing was started. */
const BAD_CONFIGURATION = 2;
/** The radio cannot be used; whoever keeps the process alive may try again. */
const NO_RADIO = 1;
/** EX_TEMPFAIL of sysexits.h: the radio is dead and a new process is what is left to try. */
const START_ANEW = 75;

/** Returns once the gateway scans; the process ends by itself at SIGTERM and SIGINT. */
export async function run(env: Environment, configPath: string | undefined): Promise<void> {
  const config = parseConfig(env, await fileAt(configPath));
  if (!config.ok) return refuse(config.faults);
  const { gateway, logLevel } = config.value;
  const logger = pino({ level: logLevel, base: { gateway } });

  let running: Box | undefined;
  let ending = false;
  async function end(status = 0): Promise<void> {
    if (ending) return;
    ending = true;
    await running?.stop();
    // noble's timer would keep the process alive for ever.
    process.exit(status);
  }
  const supervisor = supervisorOf(env, logger);
  process.on("SIGTERM", () => void end());
  process.on("SIGINT", () => void end());

  try {
    running = await startBox(config.value, {
      version: VERSION,
      logger,
      runtimeFolder: env.RUNTIME_DIRECTORY?.split(":")[0],
      endForRadio: supervisor && (() => void end(START_ANEW)),
      failed: (error) => {
        logger.fatal({ code: error.code }, error.message);
        void end(NO_RADIO);
      },
    });
    superviseBy(supervisor, running.gateway);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    logger.fatal({ code: error.code }, error.message);
    process.exit(NO_RADIO);
  }
}

/**
 * Says that the gateway is up, and goes on saying so while it looks after its radios: one whose
 * event loop hangs, or whose ladder ended in a process that did not end, is started anew.
 */
function superviseBy(supervisor: Supervisor | undefined, running: RunningGateway): void {
  if (supervisor === undefined) return;
  supervisor.ready();
  if (supervisor.everyMs !== undefined)
    setInterval(() => {
      if (running.looksAfterRadios()) supervisor.alive();
    }, supervisor.everyMs).unref();
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
