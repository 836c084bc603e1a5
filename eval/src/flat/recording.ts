/**
 * Recording: turns the wut-flat data set into walks of one tag that anchors of a furnished flat heard.
 * Reads files.
 *
 * Data: Kolakowski, Sensors 21(18):6270 (2021), CC BY 4.0; `calibration/calibration_df.csv.gz` holds
 * the four runs of the robot in the flat's own coordinates, `anchors.csv` where the anchors hang.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { metres } from "@sighej/protocol";
import type { Receiver, Walked } from "../proximity/tetam.ts";

const RUNS = "calibration/calibration_df.csv.gz";
/** Rows of one run are a third of a second apart; between runs are minutes. */
const RUN_GAP_S = 30;
const NANOSECOND = 1e-9;

/** In the order of the columns `rssi_1` to `rssi_6`. */
export async function anchorsOf(folder: string): Promise<readonly Receiver[]> {
  const [, ...lines] = (await readFile(join(folder, "anchors.csv"), "utf8")).trim().split(/\r?\n/);
  return lines.map((line) => {
    const [id, x, y] = line.split(",");
    return { alias: `anchor ${id}`, x: metres(Number(x)), y: metres(Number(y)) };
  });
}

interface Row {
  readonly at: number;
  readonly x: number;
  readonly y: number;
  /** dBm by anchor, NaN where not heard. */
  readonly levels: readonly number[];
}

export async function runsOf(folder: string): Promise<readonly Walked[]> {
  const text = (await promisify(gunzip)(await readFile(join(folder, RUNS)))).toString("utf8");
  const [head = "", ...lines] = text.trim().split(/\r?\n/);
  const columns = head.split(",");
  const rssi = columns.flatMap((name, at) => (name.startsWith("rssi_") ? [at] : []));
  const [time, x, y] = ["ts", "x", "y"].map((name) => columns.indexOf(name));
  const rows = lines.map((line): Row => {
    const cells = line.split(",");
    const number = (at: number | undefined) => {
      const cell = cells[at ?? -1] ?? "";
      return cell === "" ? Number.NaN : Number(cell);
    };
    return { at: number(time) * NANOSECOND, x: number(x), y: number(y), levels: rssi.map(number) };
  });
  const runs: Row[][] = [];
  for (const [index, row] of rows.entries()) {
    const before = rows[index - 1]?.at ?? Number.NEGATIVE_INFINITY;
    if (Math.abs(row.at - before) > RUN_GAP_S) runs.push([]);
    runs.at(-1)?.push(row);
  }
  return runs.map((run, index) => walkOf(`run ${index + 1}`, run, rssi.length));
}

function walkOf(name: string, rows: readonly Row[], receivers: number): Walked {
  const start = rows[0]?.at ?? 0;
  const heard = rows.flatMap(({ at, levels }) =>
    levels.flatMap((level, receiver) =>
      Number.isNaN(level) ? [] : [{ at: at - start, receiver, rssi: Math.round(level) }],
    ),
  );
  const length = Math.max(0, ...heard.map(({ at }) => at)) + 1e-3;
  const path: { x: ReturnType<typeof metres>; y: ReturnType<typeof metres> }[] = [];
  for (let second = 0, row = 0; second < Math.ceil(length); second++) {
    while (row + 1 < rows.length && (rows[row + 1]?.at ?? 0) - start <= second + 1) row++;
    path.push({ x: metres(rows[row]?.x ?? 0), y: metres(rows[row]?.y ?? 0) });
  }
  const readings = {
    receivers,
    length,
    at: Float32Array.from(heard, ({ at }) => at),
    receiver: Uint8Array.from(heard, ({ receiver }) => receiver),
    rssi: Int8Array.from(heard, ({ rssi }) => rssi),
  };
  return { name, readings, path };
}
