/**
 * Scene: turns a scene of the dp3t data set (SQLite, gzipped) into what phones heard of phones, with
 * distances. Reads files; nothing converted is ever written.
 *
 * Data: github.com/DP-3T/bt-measurements, EPFL and ETH Zurich, CC BY-ND 4.0.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import initSqlJs from "sql.js";

/** One advert that one phone heard of another. */
export interface Heard {
  /** Seconds. */
  readonly at: number;
  /** Phones by number, from 0. */
  readonly by: number;
  readonly of: number;
  /** dBm. */
  readonly rssi: number;
  /** Between the two at that time, m; undefined where a camera lost one of them. */
  readonly distance: number | undefined;
}

export interface Scene {
  readonly name: SceneName;
  readonly phones: number;
  /** In order of time. */
  readonly heard: readonly Heard[];
}

/** The scenes in the folder, by the name they go by here; seconds in a unit of their timestamps. */
const files = {
  lunch: { path: "exp34/scenario01-lunch.sqlite.gz", second: 1 },
  office: { path: "exp34/scenario03-office.sqlite.gz", second: 1 },
  party: { path: "exp34/scenario05-party.sqlite.gz", second: 1 },
  train: { path: "exp05/scenario02-train.sqlite.gz", second: 1_000 },
  queue: { path: "exp05/scenario04-queue.sqlite.gz", second: 1_000 },
} as const;

export type SceneName = keyof typeof files;
/** The party is what the others are not: everybody moves. It is judged unless another is named. */
export const sceneNames = [
  "party",
  "lunch",
  "office",
  "train",
  "queue",
] as const satisfies readonly SceneName[];

const QUERY =
  "select timestamp, receiver_id, transmitter_id, rssi, ground_truth_distance from results order by timestamp, db_id";

/** Rejects with the file's name where it is missing or no scene. */
export async function readScene(folder: string, name: SceneName): Promise<Scene> {
  const { path, second } = files[name];
  const bytes = await promisify(gunzip)(await readFile(join(folder, path)));
  const { Database } = await initSqlJs();
  const database = new Database(bytes);
  try {
    const rows = database.exec(QUERY)[0]?.values ?? [];
    const numbers = new Map<string, number>();
    const numberOf = (id: unknown): number => {
      const known = numbers.get(String(id)) ?? numbers.size;
      numbers.set(String(id), known);
      return known;
    };
    const heard = rows.map(([time, by, of, rssi, distance]): Heard => {
      const far = typeof distance === "number" && distance >= 0 ? distance : undefined;
      return {
        at: Number(time) / second,
        by: numberOf(by),
        of: numberOf(of),
        rssi: Number(rssi),
        distance: far,
      };
    });
    return { name, phones: numbers.size, heard };
  } finally {
    database.close();
  }
}
