/** The gateway as a process: reads the environment, runs until a signal. */
import { readFileSync } from "node:fs";
import { pino } from "pino";
import { parseConfig } from "./config.ts";
import { GatewayError } from "./errors.ts";
import { type RunningGateway, start } from "./index.ts";

/** By convention here: the configuration is at fault, nothing was started. */
const BAD_CONFIGURATION = 2;
/** The radio cannot be used; whoever keeps the process alive may try again. */
const NO_RADIO = 1;

const config = parseConfig(process.env);
if (!config.ok) {
  for (const fault of config.faults) process.stderr.write(`${fault}\n`);
  process.exit(BAD_CONFIGURATION);
}
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
  running = await start(config.value, { version: versionOfPackage(), logger });
} catch (error) {
  if (!(error instanceof GatewayError)) throw error;
  logger.fatal({ code: error.code }, error.message);
  process.exit(NO_RADIO);
}

function versionOfPackage(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  );
  if (typeof manifest !== "object" || manifest === null || !("version" in manifest))
    throw new TypeError("package.json has no version");
  return String(manifest.version);
}
