import { rm } from "node:fs/promises";
import { join } from "node:path";
import { metres } from "@sighej/protocol";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import {
  floorDistance,
  openRecording,
  parseReceivers,
  parseSpotFile,
  recordedPositions,
} from "./recording.ts";
import { type TinyReadings, tinyRecording } from "./testing/tiny-recording.ts";

const folders: string[] = [];
async function made(readings: TinyReadings): Promise<string> {
  const folder = await tinyRecording(readings);
  folders.push(folder);
  return folder;
}
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

describe("a recording's folder", () => {
  it("names its receivers and every spot once, in one order", async () => {
    const folder = await made({
      right: { "3.00_4.50_1.85": [[0, -60]], "1.00_2.00_1.85": [[0, -60]] },
      left: { "3.00_4.50_1.85": [[0, -60]] },
    });
    const recording = await openRecording(folder);
    expect(recording.set).toBe("set_1");
    expect(recording.receivers.map(({ alias, x, z }) => [alias, x, z])).toEqual([
      ["left", 0, 2],
      ["right", 10, 2],
    ]);
    expect(recording.spots.map(({ label }) => label)).toEqual(["1.00_2.00_1.85", "3.00_4.50_1.85"]);
    const [first] = recording.spots;
    const [left, right] = recording.receivers;
    if (!first || !left || !right) throw new Error("two receivers and a spot were written");
    expect(recording.fileOf(first, left)).toBeUndefined();
    expect(recording.fileOf(first, right)).toMatch(/right_1\.00_2\.00_1\.85\.mbd\.gz$/);
  });

  it("tells the true positions, for tests", async () => {
    const folder = await made({ left: { "0_0_1": [[0, -60]], "3_4_2": [[0, -60]] } });
    const [a, b] = await recordedPositions(folder);
    if (!a || !b) throw new Error("two spots were written");
    expect(floorDistance(a, b)).toBe(5);
  });

  it("names the file that is missing and what is expected", async () => {
    await expect(openRecording("/nowhere")).rejects.toMatchObject({
      code: "bad-recording",
      message: expect.stringMatching(/\/nowhere\/cnf\/tetam\.dev.*expected the layout/),
    });
    const folder = await made({});
    await expect(openRecording(folder)).rejects.toMatchObject({
      code: "bad-recording",
      message: expect.stringContaining(`no .mbd.gz file in ${join(folder, "hst", "set_1")}`),
    });
    await expect(openRecording(folder, "set_9")).rejects.toMatchObject({
      code: "bad-recording",
      message: expect.stringContaining("set_9"),
    });
    await rm(join(folder, "hst", "set_1"), { recursive: true });
    await expect(openRecording(folder)).rejects.toMatchObject({ code: "bad-recording" });
  });
});

describe("the names of spots", () => {
  it("are read as receiver and metres", () => {
    expect(parseSpotFile("sensor10_0.16_15.33_1.85.mbd.gz")).toEqual({
      ok: true,
      value: {
        receiver: "sensor10",
        spot: { label: "0.16_15.33_1.85", x: 0.16, y: 15.33, z: 1.85 },
      },
    });
  });

  it.each([
    "README.md",
    "hst_set_1.png",
    "sensor10_1_2.mbd.gz",
    "sensor10_1_2_3.mbd",
    "../x_1_2_3.mbd.gz",
  ])("leave %s out", (name) => {
    expect(parseSpotFile(name)).toMatchObject({ ok: false, problem: { kind: "not-ours" } });
  });

  it("never throw, whatever a file is called", () => {
    fc.assert(fc.property(fc.string(), (name) => typeof parseSpotFile(name).ok === "boolean"));
  });
});

describe("the list of receivers", () => {
  const listing = (value: unknown): string => `Dongles:${JSON.stringify(value)}\n`;

  it.each([
    ["no line of receivers", "Beacons:{}", "not-ours"],
    ["no JSON", "Dongles:{", "bad-json"],
    ["a number", "Dongles:7", "bad-field"],
    ["nobody", "Dongles:{}", "bad-field"],
    ["a receiver without a place", listing({ a: [[], 1, "x"] }), "bad-field"],
    ["an alias that is a path", listing({ a: [[1, 2, 3], 1, "../x"] }), "bad-field"],
    ["an alias twice", listing({ a: [[1, 2, 3], 1, "x"], b: [[1, 2, 3], 1, "x"] }), "bad-field"],
  ])("refuses %s", (_, text, kind) => {
    expect(parseReceivers(text)).toMatchObject({ ok: false, problem: { kind } });
  });

  it("never throws, whatever the text", () => {
    const text = fc.oneof(
      fc.string(),
      fc.json().map((json) => `Dongles:${json}`),
    );
    fc.assert(fc.property(text, (written) => typeof parseReceivers(written).ok === "boolean"));
  });
});

describe("distance on the floor", () => {
  it("is the same both ways and takes no notice of heights", () => {
    const a = { x: metres(1), y: metres(1), z: metres(0) };
    const b = { x: metres(4), y: metres(5), z: metres(9) };
    expect(floorDistance(a, b)).toBe(5);
    expect(floorDistance(b, a)).toBe(5);
  });
});
