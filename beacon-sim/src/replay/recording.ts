/**
 * Recording: turns a folder laid out like the tetam data set into the receivers and spots that it
 * holds, without reading a single level. Reads folder and names only.
 *
 * Layout (philotuxo/Position-Annotated-BLE-RSSI-Dataset, cnf/README.md and hst/README.md):
 * `cnf/tetam.dev` has the receivers' places, `hst/<set>/<receiver>_<x>_<y>_<z>.mbd.gz` what one
 * receiver heard of a beacon that stood at x, y, z for half an hour.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Decoded, decoded, type Metres, metres, refused } from "@sighej/protocol";
import { SimError } from "../errors.ts";

interface RecordedPlace {
  /** From a corner of the hall. */
  readonly x: Metres;
  readonly y: Metres;
  /** Above the floor. */
  readonly z: Metres;
}

export interface RecordedReceiver extends RecordedPlace {
  /** The receiver's alias in the recording, such as `sensor10`. */
  readonly alias: string;
}

/** One place where the beacon stood. */
export interface RecordedSpot extends RecordedPlace {
  /** `<x>_<y>_<z>` as in the file names; names the spot within its set. */
  readonly label: string;
}

export interface Recording {
  readonly folder: string;
  readonly set: string;
  readonly receivers: readonly RecordedReceiver[];
  /** By label, so that every machine sees them in one order. */
  readonly spots: readonly RecordedSpot[];
  /** The spot's file for a receiver; absent where that receiver recorded nothing. */
  fileOf(spot: RecordedSpot, receiver: RecordedReceiver): string | undefined;
}

const LAYOUT =
  "expected the layout of the tetam data set: cnf/tetam.dev and hst/<set>/<receiver>_<x>_<y>_<z>.mbd.gz";
/** tetam.dev has 1.4 kB; more than this is some other file. */
const MAX_RECEIVERS_BYTES = 64 * 1_024;
/** Gateways of one venue at most; the data set has 12. */
const MAX_RECEIVERS = 64;

/** Throws `SimError` `bad-recording`, naming the file that is missing and what to do. */
export async function openRecording(folder: string, set?: string): Promise<Recording> {
  const receivers = await readReceivers(join(folder, "cnf", "tetam.dev"));
  const chosen = set ?? (await firstSet(join(folder, "hst")));
  const names = await listed(join(folder, "hst", chosen));
  const spots = new Map<string, RecordedSpot>();
  const files = new Set<string>();
  for (const name of names) {
    const parsed = parseSpotFile(name);
    if (!parsed.ok) continue;
    files.add(name);
    spots.set(parsed.value.spot.label, parsed.value.spot);
  }
  if (spots.size === 0)
    throw new SimError(
      "bad-recording",
      `no .mbd.gz file in ${join(folder, "hst", chosen)}; ${LAYOUT}`,
    );
  return {
    folder,
    set: chosen,
    receivers,
    spots: [...spots.values()].sort((a, b) => (a.label < b.label ? -1 : 1)),
    fileOf(spot, receiver) {
      const name = `${receiver.alias}_${spot.label}.mbd.gz`;
      return files.has(name) ? join(folder, "hst", chosen, name) : undefined;
    },
  };
}

/** Where the beacon stood in the recording in `folder`: the truth that tests compare with. */
export async function recordedPositions(
  folder: string,
  set?: string,
): Promise<readonly RecordedSpot[]> {
  return (await openRecording(folder, set)).spots;
}

/** Distance on the floor, metres: heights of badges are not what nearness means. */
export const floorDistance = (
  a: { readonly x: Metres; readonly y: Metres },
  b: { readonly x: Metres; readonly y: Metres },
): Metres => metres(Math.hypot(a.x - b.x, a.y - b.y));

/** A file name of a set, such as `sensor10_0.16_15.33_1.85.mbd.gz`; others are `not-ours`. */
export function parseSpotFile(
  name: string,
): Decoded<{ readonly receiver: string; readonly spot: RecordedSpot }> {
  const match =
    /^([a-z0-9]+)_((-?\d+(?:\.\d+)?)_(-?\d+(?:\.\d+)?)_(-?\d+(?:\.\d+)?))\.mbd\.gz$/.exec(name);
  const [, receiver, label, x, y, z] = match ?? [];
  if (receiver === undefined || label === undefined)
    return refused("not-ours", "expected <receiver>_<x>_<y>_<z>.mbd.gz");
  return decoded({
    receiver,
    spot: { label, x: metres(Number(x)), y: metres(Number(y)), z: metres(Number(z)) },
  });
}

/** The receivers of a `.dev` text: a line `Dongles:` with a JSON object of `[[x, y, z], colour, alias]`. */
export function parseReceivers(text: string): Decoded<readonly RecordedReceiver[]> {
  const line = text.split("\n").find((each) => each.startsWith("Dongles:"));
  if (line === undefined) return refused("not-ours", "expected a line that begins with Dongles:");
  let listing: unknown;
  try {
    listing = JSON.parse(line.slice("Dongles:".length));
  } catch {
    return refused("bad-json", "expected JSON after Dongles:");
  }
  if (typeof listing !== "object" || listing === null)
    return refused("bad-field", "expected an object of receivers");
  const receivers: RecordedReceiver[] = [];
  for (const entry of Object.values(listing)) {
    const receiver = receiverOf(entry);
    if (receiver === undefined)
      return refused("bad-field", "each receiver is [[x, y, z], colour, alias]");
    receivers.push(receiver);
  }
  if (receivers.length === 0 || receivers.length > MAX_RECEIVERS)
    return refused("bad-field", `expected 1 to ${MAX_RECEIVERS} receivers`);
  if (new Set(receivers.map(({ alias }) => alias)).size < receivers.length)
    return refused("bad-field", "two receivers with one alias");
  return decoded(receivers);
}

function receiverOf(entry: unknown): RecordedReceiver | undefined {
  if (!Array.isArray(entry)) return undefined;
  const [place, , alias] = entry as readonly unknown[];
  if (!Array.isArray(place) || typeof alias !== "string") return undefined;
  const [x, y, z] = place as readonly unknown[];
  // An alias becomes a gateway id and part of a file name, so it is held to lower-case words.
  if (!isCoordinate(x) || !isCoordinate(y) || !isCoordinate(z) || !/^[a-z0-9]{1,32}$/.test(alias))
    return undefined;
  return { alias, x: metres(x), y: metres(y), z: metres(z) };
}

const isCoordinate = (value: unknown): value is number => Number.isFinite(value);

async function readReceivers(path: string): Promise<readonly RecordedReceiver[]> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new SimError("bad-recording", `cannot read ${path}; ${LAYOUT}`, { cause });
  }
  if (bytes.length > MAX_RECEIVERS_BYTES)
    throw new SimError("bad-recording", `${path} is too large for a list of receivers; ${LAYOUT}`);
  const receivers = parseReceivers(bytes.toString("utf8"));
  if (!receivers.ok) throw new SimError("bad-recording", `${path}: ${receivers.problem.detail}`);
  return receivers.value;
}

async function firstSet(folder: string): Promise<string> {
  const [first] = (await listed(folder)).filter((name) => /^set_\d+$/.test(name));
  if (first === undefined)
    throw new SimError("bad-recording", `no set_<n> folder in ${folder}; ${LAYOUT}`);
  return first;
}

async function listed(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    throw new SimError("bad-recording", `cannot list ${folder}; ${LAYOUT}`, { cause });
  }
}
