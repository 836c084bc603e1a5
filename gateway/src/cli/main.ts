#!/usr/bin/env node
/** `sighej-gateway`: reads the command line, does what it asks, ends with its exit code. */
import { run } from "../run.ts";
import { VERSION } from "../version.ts";
import { type Command, parseCommand } from "./arguments.ts";
import { doctor } from "./doctor.ts";
import { enrol } from "./enrol.ts";
import { HELP } from "./help.ts";
import { DONE, MISUSED, type Terminal } from "./outcome.ts";
import { scan } from "./scan.ts";
import { status } from "./status.ts";

const terminal: Terminal = {
  say: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
};

/** The exit code; undefined: the process goes on. */
async function obey(command: Command): Promise<number | undefined> {
  switch (command.name) {
    case "help":
      terminal.say(HELP);
      return DONE;
    case "version":
      terminal.say(VERSION);
      return DONE;
    case "run":
      await run(process.env, command.config);
      return undefined;
    case "enrol":
      return enrol(command, terminal);
    case "doctor":
      return doctor(command, terminal);
    case "status":
      return status(command, process.env, terminal);
    case "scan": {
      const ending = new AbortController();
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => ending.abort());
      // NO_COLOR: https://no-color.org
      const colour = command.colour && !process.env.NO_COLOR;
      const streams = { input: process.stdin, output: process.stdout };
      return scan(command.socket, colour, streams, terminal, ending);
    }
  }
}

const parsed = parseCommand(process.argv.slice(2));
if (parsed.ok) {
  const code = await obey(parsed.value);
  if (code !== undefined) process.exit(code);
} else {
  terminal.complain(`sighej-gateway: ${parsed.fault}; see sighej-gateway --help`);
  process.exit(MISUSED);
}
