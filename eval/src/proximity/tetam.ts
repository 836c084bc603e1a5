/**
 * Tetam: reads a folder laid out like the tetam data set: beacons that stood (`hst/<set>`), beacons
 * that were walked (`trk`). Reads files.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { openRecording, readSpot } from "@sighej/beacon-sim";
import { type Metres, metres, minutes } from "@sighej/protocol";
import type { Readings } from "./air.ts";

export interface Receiver {
  readonly alias: string;
  readonly x: Metres;
  readonly y: Metres;
}

export interface Hall {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Stood {
  readonly x: Metres;
  readonly y: Metres;
  readonly readings: Readings;
}

export interface Walked {
  readonly name: string;
  readonly readings: Readings;
  /** Where it was, by second. */
  readonly path: readonly { readonly x: Metres; readonly y: Metres }[];
}

/** The hall as its operator would draw it: `limits` of `cnf/tetam.par`, m. */
export async function hallOf(folder: string): Promise<Hall> {
  const text = await readFile(join(folder, "cnf", "tetam.par"), "utf8");
  const { limits } = JSON.parse(text) as { readonly limits: readonly number[] };
  const [left = 0, top = 0, right = 0, bottom = 0] = limits;
  return { left, top, right, bottom };
}

const HALF_HOUR = minutes(30);

export async function receiversOf(folder: string): Promise<readonly Receiver[]> {
  return (await openRecording(folder)).receivers;
}

/** Every position of `set`. */
export async function readStood(folder: string, set: string): Promise<readonly Stood[]> {
  const recording = await openRecording(folder, set);
  const all: Stood[] = [];
  for (const spot of recording.spots) {
    const { heard } = await readSpot(recording, spot, HALF_HOUR);
    const size = heard.reduce((sum, each) => sum + each.at.length, 0);
    const readings = {
      receivers: heard.length,
      length: Math.max(...heard.map((each) => (each.at.at(-1) ?? 0) / 1_000)),
      at: new Float32Array(size),
      receiver: new Uint8Array(size),
      rssi: new Int8Array(size),
    };
    let from = 0;
    for (const [receiver, each] of heard.entries()) {
      readings.at.set(
        Float32Array.from(each.at, (at) => at / 1_000),
        from,
      );
      readings.receiver.fill(receiver, from, from + each.at.length);
      readings.rssi.set(each.rssi, from);
      from += each.at.length;
    }
    all.push({ x: spot.x, y: spot.y, readings });
  }
  return all;
}

const SUFFIX = "_all_sensors.mbd.gz";

/** Every walked track; lines are `unix_s,receiver,beacon,rssi,x,y,z,…` (trk/README.md). */
export async function readWalked(folder: string): Promise<readonly Walked[]> {
  const addresses = await addressesOf(folder);
  const names = (await readdir(join(folder, "trk"))).filter((each) => each.endsWith(SUFFIX)).sort();
  return Promise.all(
    names.map(async (name) => {
      const bytes = await promisify(gunzip)(await readFile(join(folder, "trk", name)));
      const lines = bytes
        .toString("latin1")
        .split("\n")
        .map((line) => line.split(","))
        .filter((fields) => fields.length > 6 && addresses.includes(fields[1] ?? ""));
      const start = Math.min(...lines.map(([at]) => Number(at)));
      const at = Float32Array.from(lines, ([time]) => Number(time) - start);
      const length = Math.max(...at) + 1e-3;
      const path: { x: Metres; y: Metres }[] = [];
      for (const [index, [, , , , x, y]] of lines.entries())
        path[Math.floor(at[index] ?? 0)] = { x: metres(Number(x)), y: metres(Number(y)) };
      for (let second = 1; second < Math.ceil(length); second++) {
        const before = path[second - 1] ?? path.find((each) => each !== undefined);
        if (before !== undefined) path[second] ??= before;
      }
      return {
        name: name.slice(0, -SUFFIX.length),
        path,
        readings: {
          receivers: addresses.length,
          length,
          at,
          receiver: Uint8Array.from(lines, ([, address]) => addresses.indexOf(address ?? "")),
          rssi: Int8Array.from(lines, ([, , , rssi]) => Number(rssi)),
        },
      };
    }),
  );
}

/** Receivers' addresses in the order in which `openRecording` has them. */
async function addressesOf(folder: string): Promise<readonly string[]> {
  const text = await readFile(join(folder, "cnf", "tetam.dev"), "utf8");
  const line = text.split("\n").find((each) => each.startsWith("Dongles:")) ?? "Dongles:{}";
  return Object.keys(JSON.parse(line.slice("Dongles:".length)) as object);
}
