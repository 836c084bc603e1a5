/**
 * Runs the simulator by itself, for gateways started by hand, until it is interrupted. Reads the
 * command line; exit code 2 is for a wrong option, a missing recording or a matcher that is not there.
 */
import { unixMs } from "@sighej/protocol";
import { parseOptions, USAGE } from "./cli-options.ts";
import { systemClock } from "./clock.ts";
import { SimError } from "./errors.ts";
import { type Simulator, type SimulatorConfig, startSimulator } from "./simulator.ts";

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const complain = (line: string): boolean => process.stderr.write(`beacon-sim: ${line}\n`);

/** A line of progress for each of so many spots. */
const PROGRESS_EVERY = 10;

const options = parseOptions(process.argv.slice(2));
switch (options.kind) {
  case "help":
    process.stdout.write(USAGE);
    break;
  case "faults":
    for (const fault of options.faults) complain(fault);
    process.exitCode = 2;
    break;
  case "run":
    await run(options).catch((error: unknown) => {
      if (!(error instanceof SimError || error instanceof RangeError)) throw error;
      complain(error.message);
      process.exitCode = 2;
    });
}

async function run({ source, sessions }: Extract<typeof options, { kind: "run" }>): Promise<void> {
  const config: SimulatorConfig = {
    source,
    now: () => unixMs(systemClock.now()),
    logger: {
      info: (_, message) => say(message),
      warn: (fields, message) => complain(`${message}: ${String(fields.reason ?? "")}`),
    },
    onProgress: (read, spots) => {
      if (read % PROGRESS_EVERY === 0 || read === spots) say(`read ${read} of ${spots} positions`);
    },
  };
  const simulator = await startSimulator(config);
  try {
    if (sessions !== undefined) await simulator.populate(sessions.matcher, sessions.venue);
    show(simulator);
    await interrupted();
  } finally {
    await simulator.stop();
  }
}

function show({ plan, gatewayEnv, preloadUrl, badgeUrl }: Simulator): void {
  say(`${plan.name}, ${plan.width} × ${plan.depth} m, ${plan.gateways.length} gateways`);
  say(`badge    ${badgeUrl.href}`);
  say(`preload  ${preloadUrl.href}`);
  for (const { id, x, y } of plan.gateways) {
    const env = Object.entries(gatewayEnv(id)).map(([name, value]) => `${name}=${value}`);
    say(`gateway  ${id} at ${x}, ${y} m: ${env.join(" ")}`);
  }
}

function interrupted(): Promise<unknown> {
  const signals = ["SIGINT", "SIGTERM"].map(
    (signal) => new Promise((resolve) => process.once(signal, resolve)),
  );
  return Promise.race(signals);
}
