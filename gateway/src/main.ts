/** The gateway as a process without a command line: reads the environment, runs until a signal. */
import { run } from "./run.ts";
import { CONFIG_VARIABLE } from "./settings.ts";

await run(process.env, process.env[CONFIG_VARIABLE]);
