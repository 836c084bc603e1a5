import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { seconds } from "@sighej/protocol";
import { afterEach, describe, expect, it } from "vitest";
import { readSpot, type SpotReadings } from "./readings.ts";
import { openRecording } from "./recording.ts";
import { tinyRecording } from "./testing/tiny-recording.ts";

let folder = "";
afterEach(() => rm(folder, { recursive: true }));

async function firstSpot(length = seconds(60)): Promise<SpotReadings> {
  const recording = await openRecording(folder);
  const [spot] = recording.spots;
  if (spot === undefined) throw new Error("a spot was written");
  return readSpot(recording, spot, length);
}

const heardIn = ({ heard }: SpotReadings) =>
  heard.map(({ at, rssi }) => [...at].map((time, index) => [time, rssi[index]]));

describe("the readings of a spot", () => {
  it("count from its first reading at any receiver", async () => {
    folder = await tinyRecording({
      left: {
        "1_1_1": [
          [700, -60],
          [1_200, -61],
        ],
      },
      right: { "1_1_1": [[200, -70]] },
    });
    expect(heardIn(await firstSpot())).toEqual([
      [
        [500, -60],
        [1_000, -61],
      ],
      [[0, -70]],
    ]);
  });

  it("end where the asked length ends", async () => {
    const long = Array.from({ length: 30 }, (_, index) => [index * 1_000, -60] as const);
    folder = await tinyRecording({ left: { "1_1_1": long }, right: { "1_1_1": long.slice(20) } });
    const [left, right] = heardIn(await firstSpot(seconds(10)));
    expect(left).toHaveLength(11);
    expect(right).toEqual([]);
  });

  it("keep corrupt levels, for a gateway must bear them too", async () => {
    folder = await tinyRecording({
      left: {
        "1_1_1": [
          [0, 62],
          [5, -60],
        ],
      },
    });
    expect(heardIn(await firstSpot())[0]).toEqual([
      [0, 62],
      [5, -60],
    ]);
  });

  it("never run backwards when a receiver's clock was set back", async () => {
    folder = await tinyRecording({
      left: {
        "1_1_1": [
          [1_000, -60],
          [400, -61],
          [1_500, -62],
        ],
      },
    });
    expect(heardIn(await firstSpot())[0]).toEqual([
      [0, -60],
      [0, -61],
      [500, -62],
    ]);
  });

  it("count the lines that are none", async () => {
    folder = await tinyRecording({ left: { "1_1_1": [] } });
    const file = join(folder, "hst", "set_1", "left_1_1_1.mbd.gz");
    await writeFile(file, gzipSync("what\n1.0,a,b,-60\n1.5,a,b\n"));
    expect(await firstSpot()).toMatchObject({ malformed: 2 });
  });

  it.each([
    ["cut short", gzipSync("1.0,a,b,-60\n".repeat(1_000)).subarray(0, 30)],
    ["no gzip", Buffer.from("1.0,a,b,-60\n")],
  ])("name a file that is %s", async (_, bytes) => {
    folder = await tinyRecording({ left: { "1_1_1": [] } });
    const file = join(folder, "hst", "set_1", "left_1_1_1.mbd.gz");
    await writeFile(file, bytes);
    await expect(firstSpot()).rejects.toMatchObject({
      code: "bad-recording",
      message: expect.stringContaining(file),
    });
  });
});
