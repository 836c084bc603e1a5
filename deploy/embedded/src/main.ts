/**
 * `npm start`: reads the command line, runs the venue, says when it is ready, ends it on Ctrl-C.
 *
 * Exit code 0 after Ctrl-C or SIGTERM, 2 when it could not start (one line says why), 1 when a part
 * failed for good.
 */
import { pino } from "pino";
import { banner } from "./addresses.ts";
import { start } from "./index.ts";
import { HELP, type Options, parseOptions } from "./options.ts";

const say = (text: string) => process.stdout.write(`${text}\n`);
const complain = (text: string) => process.stderr.write(`sighej: ${text}\n`);

/** Runs until it is told to end; the exit code. */
async function run(options: Options): Promise<number> {
  const { promise: end, resolve } = withResolver<number>();
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      interrupted.abort();
      resolve(0);
    });

  try {
    const embedded = await start(options, {
      logger: pino({ level: options.verbose ? "debug" : "warn" }, pino.destination(2)),
      signal: interrupted.signal,
      onProgress: (text) => say(`  ${text} …`),
      onFailure: (error) => {
        complain(error.message);
        resolve(1);
      },
    });
    say(banner(embedded.venueName, embedded.addresses, embedded.adminCode));
    const code = await end;
    await embedded.stop();
    return code;
  } catch (error) {
    if (interrupted.signal.aborted) return 0;
    if (!isCoded(error)) throw error;
    complain(error.message);
    return 2;
  }
}

function withResolver<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** One of ours, or of the system: it has a code and a message for people. Anything else is a bug. */
const isCoded = (error: unknown): error is Error =>
  error instanceof Error && "code" in error && typeof error.code === "string";

const parsed = parseOptions(process.argv.slice(2));
if (parsed.kind === "help") say(HELP);
else if (parsed.kind === "faults") {
  for (const fault of parsed.faults) complain(fault);
  process.exitCode = 2;
} else process.exit(await run(parsed.options));
