/**
 * Fits the figures of `radio/propagation.ts` on a recording and prints them with the number of
 * readings behind each.
 *
 *     node --conditions=@sighej/source --import tsx beacon-sim/src/fit/main.ts --recording DIR
 */
import { parseArgs } from "node:util";
import { minutes } from "@sighej/protocol";
import { openRecording } from "../replay/recording.ts";
import { fitRecording } from "./recording-fit.ts";

/** Longer than any spot of the set, so that all of it is used. */
const WHOLE = minutes(60);

const { values } = parseArgs({ options: { recording: { type: "string" } } });
if (values.recording === undefined) {
  process.stderr.write("fit: --recording DIR is missing\n");
  process.exitCode = 2;
} else {
  const recording = await openRecording(values.recording);
  const fit = await fitRecording(recording, recording.spots, WHOLE);
  for (const { figure, value, unit, basis } of fit.table)
    process.stdout.write(
      `${figure.padEnd(42)}${value.toFixed(3).padStart(10)} ${unit.padEnd(6)}${basis}\n`,
    );
}
