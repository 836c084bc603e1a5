/**
 * Main: runs one bleno beacon as a process of its own until it is told to stop. Prints a line when
 * it is on the air.
 *
 * A bleno process that SIGTERM kills leaves a real adapter advertising, so both signals stop the
 * advert first.
 */
import { SimError } from "../errors.ts";
import { type Beacon, startBeacon } from "./beacon.ts";
import { parseSettings } from "./settings.ts";

/** Exit status for a setting that cannot work, as elsewhere in this project. */
const BAD_SETTING = 2;

let beacon: Beacon | undefined;
const leave = (): void => {
  const stopped = beacon?.stop() ?? Promise.resolve();
  void stopped.then(() => process.exit(0));
};
process.on("SIGTERM", leave);
process.on("SIGINT", leave);

try {
  beacon = await startBeacon(parseSettings(process.argv.slice(2), process.env));
  process.stdout.write("advertising\n");
} catch (error) {
  if (!(error instanceof SimError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(BAD_SETTING);
}
