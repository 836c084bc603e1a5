/**
 * Recording: reads the standing positions of the tetam set (its SOURCE.md describes the files) as
 * what gateways would tell of beacons that stand there and advertise once a second.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { type Metres, metres } from "@sighej/protocol";

interface Spot {
  readonly x: Metres;
  readonly y: Metres;
  /** By second: the levels of one advert by index of gateway, dBm. */
  readonly seconds: readonly ReadonlyMap<number, number>[];
}

export interface Hall {
  readonly gateways: readonly { readonly x: Metres; readonly y: Metres }[];
  readonly spots: readonly Spot[];
}

interface Reading {
  readonly at: number;
  readonly gateway: number;
  readonly level: number;
}

/** Receivers hear one advert within some milliseconds of each other; adverts are 450 ms apart. */
const ONE_ADVERT_S = 0.1;

/** The first `length` seconds of every position of set_1 under `folder`. */
export async function readHall(folder: string, length: number): Promise<Hall> {
  const receivers = await readReceivers(join(folder, "cnf", "tetam.dev"));
  const set = join(folder, "hst", "set_1");
  const spots = new Map<string, Reading[]>();
  for (const name of (await readdir(set)).filter((each) => each.endsWith(".mbd.gz"))) {
    const [, x, y] = name.split("_");
    const readings = await readReadings(join(set, name), receivers, length);
    const spot = `${x} ${y}`;
    spots.set(spot, (spots.get(spot) ?? []).concat(readings));
  }
  return {
    gateways: receivers.map(({ x, y }) => ({ x, y })),
    spots: [...spots].map(([spot, readings]) => {
      const [x = 0, y = 0] = spot.split(" ").map(Number);
      return { x: metres(x), y: metres(y), seconds: secondsOf(readings, length) };
    }),
  };
}

interface Receiver {
  readonly address: string;
  readonly x: Metres;
  readonly y: Metres;
}

async function readReceivers(path: string): Promise<readonly Receiver[]> {
  const [line = ""] = (await readFile(path, "utf8")).split("\n");
  const json = JSON.parse(line.slice(line.indexOf("{"))) as Record<string, [[number, number]]>;
  return Object.entries(json).map(([address, [[x, y]]]) => ({
    address,
    x: metres(x),
    y: metres(y),
  }));
}

/** Lines of one receiver at one position: Unix s, receiver, beacon, dBm; in order of time. */
async function readReadings(
  path: string,
  receivers: readonly Receiver[],
  length: number,
): Promise<readonly Reading[]> {
  const text = (await promisify(gunzip)(await readFile(path))).toString("latin1");
  const readings: Reading[] = [];
  let start: number | undefined;
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf("\n", from);
    const [at = 0, receiver, , level = 0] = text.slice(from, end).split(",");
    start ??= Number(at);
    // Receivers start within a second of each other; one more keeps the last second whole.
    if (Number(at) > start + length + 2) break;
    const gateway = receivers.findIndex(({ address }) => address === receiver);
    readings.push({ at: Number(at), gateway, level: Number(level) });
    from = end < 0 ? text.length : end + 1;
  }
  return readings;
}

/** One advert a second, the first in each, out of some two that the beacon sent. */
function secondsOf(
  readings: readonly Reading[],
  length: number,
): readonly ReadonlyMap<number, number>[] {
  const ordered = [...readings].sort((a, b) => a.at - b.at);
  const start = ordered[0]?.at ?? 0;
  const seconds = Array.from({ length }, () => ({ at: 0, levels: new Map<number, number>() }));
  for (const { at, gateway, level } of ordered) {
    const second = seconds[Math.floor(at - start)];
    if (second === undefined) break;
    if (second.levels.size === 0) second.at = at;
    if (at - second.at <= ONE_ADVERT_S) second.levels.set(gateway, level);
  }
  return seconds.map(({ levels }) => levels);
}
