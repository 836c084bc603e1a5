/**
 * Tiny recording: writes a folder laid out like the tetam data set, made up in a test. Test code.
 */
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** Readings as [ms since the spot's start, dBm], by receiver and `<x>_<y>_<z>`. */
export type TinyReadings = Readonly<
  Record<string, Readonly<Record<string, readonly (readonly [number, number])[]>>>
>;

/** Where the receivers are in every tiny recording, metres. */
const tinyReceivers = { left: [0, 0, 2], right: [10, 0, 2] } as const;

const START_S = 1_568_977_967;

/** The new folder, in the system's place for temporary files; the caller removes it. */
export async function tinyRecording(readings: TinyReadings): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "sighej-recording-"));
  await mkdir(join(folder, "cnf"));
  await mkdir(join(folder, "hst", "set_1"), { recursive: true });
  const listing = Object.entries(tinyReceivers).map(
    ([alias, place], index) => [`00000000000${index}`, [place, 0, alias]] as const,
  );
  const text = `Dongles:${JSON.stringify(Object.fromEntries(listing))}\nBeacons:{}\n`;
  await writeFile(join(folder, "cnf", "tetam.dev"), text);
  for (const [receiver, spots] of Object.entries(readings)) {
    for (const [spot, heard] of Object.entries(spots)) {
      const lines = heard.map(
        ([at, rssi]) => `${lineTime(at)},00000000000a,00000000000b,${rssi}\n`,
      );
      const file = join(folder, "hst", "set_1", `${receiver}_${spot}.mbd.gz`);
      await writeFile(file, gzipSync(lines.join("")));
    }
  }
  return folder;
}

const lineTime = (at: number): string =>
  `${START_S + Math.floor(at / 1_000)}.${String(at % 1_000).padStart(3, "0")}000000`;
