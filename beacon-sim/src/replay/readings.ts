/**
 * Readings: turns a recording's files into levels in typed arrays, a spot at a time. Reads files,
 * streaming; memory is what the first `minutes` of the asked spots take, five bytes a reading.
 */
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import type { DurationMs } from "@sighej/protocol";
import { SimError } from "../errors.ts";
import { mbdParser } from "./mbd.ts";
import type { RecordedReceiver, RecordedSpot, Recording } from "./recording.ts";

/** What one receiver heard of one spot, in order of time. */
export interface Readings {
  /** Since the first reading of the spot at any receiver, ms. */
  readonly at: Uint32Array;
  /** As recorded, dBm, corrupt values included. */
  readonly rssi: Int8Array;
}

export interface SpotReadings {
  readonly spot: RecordedSpot;
  /** One entry per receiver of the recording, in its order; empty where nothing was recorded. */
  readonly heard: readonly Readings[];
  /** Lines that were no reading. */
  readonly malformed: number;
}

/** Readings of one path at most: 30 min at 20 adverts a second, ten times what the set has. */
const MAX_READINGS = 36_000;
const NOTHING: Readings = { at: new Uint32Array(0), rssi: new Int8Array(0) };

interface Path {
  readonly times: number[];
  readonly rssi: number[];
  readonly malformed: number;
}

/** The first `length` of what all receivers heard of `spot`. Throws `SimError` `bad-recording`. */
export async function readSpot(
  recording: Recording,
  spot: RecordedSpot,
  length: DurationMs,
): Promise<SpotReadings> {
  const paths: (Path | undefined)[] = [];
  for (const receiver of recording.receivers)
    paths.push(await readPath(recording, spot, receiver, length));
  const start = Math.min(...paths.map((path) => path?.times[0] ?? Number.POSITIVE_INFINITY));
  return {
    spot,
    heard: paths.map((path) => (path === undefined ? NOTHING : since(start, path, length))),
    malformed: paths.reduce((sum, path) => sum + (path?.malformed ?? 0), 0),
  };
}

async function readPath(
  recording: Recording,
  spot: RecordedSpot,
  receiver: RecordedReceiver,
  length: DurationMs,
): Promise<Path | undefined> {
  const file = recording.fileOf(spot, receiver);
  if (file === undefined) return undefined;
  const times: number[] = [];
  const rssi: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  const parser = mbdParser((time, level) => {
    // Receivers synchronised their clocks while recording, so a time may step back a little.
    last = Math.max(last, time);
    times.push(last);
    rssi.push(level);
    return times.length < MAX_READINGS && last - (times[0] ?? last) <= length;
  });
  const bytes = createReadStream(file);
  const text = bytes.pipe(createGunzip());
  bytes.once("error", (cause) => text.destroy(cause));
  try {
    for await (const chunk of text) if (!parser.push(chunk as Buffer)) break;
    parser.end();
  } catch (cause) {
    throw new SimError("bad-recording", `cannot read ${file}: fetch it again, it is damaged`, {
      cause,
    });
  } finally {
    bytes.destroy();
    text.destroy();
  }
  return { times, rssi, malformed: parser.malformed };
}

function since(start: number, { times, rssi }: Path, length: DurationMs): Readings {
  const kept = times.filter((time) => time - start <= length).length;
  return {
    at: Uint32Array.from(times.slice(0, kept), (time) => time - start),
    rssi: Int8Array.from(rssi.slice(0, kept)),
  };
}
