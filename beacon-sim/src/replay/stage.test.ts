import { rm } from "node:fs/promises";
import { epochAt, hexOf, minutes, seconds, tokenOf, unixMs } from "@sighej/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Air } from "../air.ts";
import { ManualClock } from "../clock.ts";
import { seededRng } from "../rng.ts";
import {
  epochBegin,
  point,
  testBinding,
  testKey,
  testVenue,
  tokenIn,
} from "../testing/bindings.ts";
import { listenAt } from "../testing/ear.ts";
import { loadRecording, type RecordingSource, ReplayStage } from "./stage.ts";
import { tinyRecording } from "./testing/tiny-recording.ts";

let folder = "";
beforeEach(async () => {
  folder = await tinyRecording({
    left: {
      "1_1_1": [
        [0, -60],
        [1_000, -61],
        [9_000, -62],
      ],
      "2_1_1": [[500, -70]],
      "9_1_1": [
        [0, -90],
        [2_000, 62],
      ],
    },
    right: { "1_1_1": [[1_001, -80]], "9_1_1": [[0, -50]] },
  });
});
afterEach(() => rm(folder, { recursive: true }));

async function opened(asked: Partial<RecordingSource>, length = seconds(10)) {
  const clock = new ManualClock(epochBegin);
  const air = new Air({ clock, link: () => undefined });
  const progress: string[] = [];
  const source: RecordingSource = { kind: "recording", folder, seed: 1, ...asked };
  const loaded = await loadRecording(source, length, seededRng(1), (read, of) =>
    progress.push(`${read}/${of}`),
  );
  const stage = new ReplayStage(loaded, air, epochBegin, seededRng(1));
  const heard = listenAt(
    air,
    stage.plan.gateways.map(({ id }) => id),
  );
  const run = (ms: number): readonly string[] => {
    heard.splice(0);
    for (let passed = 0; passed < ms; passed += 20) {
      clock.advance(20);
      stage.advance(unixMs(clock.now()));
    }
    return heard.map(({ gateway, rssi }) => `${gateway} ${rssi}`);
  };
  return { stage, heard, run, progress, now: () => unixMs(clock.now()) };
}

describe("a recorded hall on the air", () => {
  it("has the receivers as gateways where they were", async () => {
    const { stage } = await opened({});
    expect(stage.plan).toEqual({
      name: "The recorded hall",
      width: 10,
      depth: 1,
      gateways: [
        { id: "left", x: 0, y: 0 },
        { id: "right", x: 10, y: 0 },
      ],
    });
  });

  it("plays each reception at its gateway, in its order, at its level, with the token of today", async () => {
    const positions = [point(1, 1)];
    const { stage, heard, run, now } = await opened({ people: 0, positions });
    stage.place(testBinding(5), point(1, 1), now());
    expect(run(1_100)).toEqual(["left -60", "left -61", "right -80"]);
    const token = tokenOf(testKey(5), testVenue, epochAt(epochBegin));
    expect(heard.map(({ advert }) => tokenIn(advert.data))).toEqual([token, token, token]);
  });

  it("begins again where the asked length ends", async () => {
    const positions = [point(1, 1)];
    const { stage, run, now } = await opened({ people: 0, positions });
    stage.place(testBinding(5), point(1, 1), now());
    expect(run(9_980)).toHaveLength(4);
    expect(run(1_100)).toEqual(["left -60", "left -61", "right -80"]);
  });

  it("plays all positions together, each from its own beginning", async () => {
    const { stage, run } = await opened({ people: 3 });
    expect(stage.people.toSorted()).toEqual(["1_1_1", "2_1_1", "9_1_1"]);
    for (const [index, id] of stage.people.entries())
      stage.bind(id, testBinding(index), epochBegin);
    expect(run(500).toSorted()).toEqual(
      ["left -60", "left -70", "left -90", "right -50"].toSorted(),
    );
  });

  it("hands on a corrupt level as far as HCI can say it", async () => {
    const positions = [point(9, 1)];
    const { stage, run, now } = await opened({ people: 0, positions });
    stage.place(testBinding(5), point(9, 1), now());
    expect(run(2_100)).toContain("left 20");
  });

  it("is silent where nobody has a key", async () => {
    const { run } = await opened({});
    expect(run(10_000)).toEqual([]);
  });

  it("reads no more positions than it plays", async () => {
    const { progress } = await opened({ people: 0, positions: [point(2, 1)] });
    // The kept one and two spare.
    expect(progress).toEqual(["1/3", "2/3", "3/3"]);
  });

  it("lets visitors in while a recorded position is free, and frees it when they leave", async () => {
    const { stage, run, now } = await opened({ people: 1 });
    expect(stage.visitors).toBe(2);
    const first = stage.admit(testBinding(1), now());
    const second = stage.admit(testBinding(2), now());
    expect(first && second).toBeDefined();
    expect(stage.admit(testBinding(3), now())).toBeUndefined();
    first?.leave();
    expect(stage.admit(testBinding(3), now())).toBeDefined();
    // Whoever left before cannot take the place from its new owner.
    first?.leave();
    expect(stage.admit(testBinding(4), now())).toBeUndefined();
    second?.leave();
    expect(run(10_000).length).toBeGreaterThan(0);
  });

  it("lets a visitor stroll on after a while, with the same badge, and stay where it was put", async () => {
    const { stage, heard, run, now } = await opened({ people: 0, positions: [point(2, 1)] });
    stage.place(testBinding(2), point(2, 1), now());
    const visitor = stage.admit(testBinding(1), now());
    const first = new Set(run(10_000));
    const addresses = new Set(heard.map(({ advert }) => hexOf(advert.address)));
    run(55_000);
    const second = new Set(run(10_000));
    for (const { advert } of heard) addresses.add(hexOf(advert.address));
    expect(second).not.toEqual(first);
    expect(first.has("left -70") && second.has("left -70")).toBe(true);
    expect(addresses.size).toBe(2);
    visitor?.leave();
    expect(new Set(run(10_000))).toEqual(new Set(["left -70"]));
  });

  it("puts nobody where nothing was kept, nor two in one place", async () => {
    const { stage, now } = await opened({ people: 1, positions: [point(2, 1)] });
    stage.place(testBinding(1), point(2, 1), now());
    expect(() => stage.place(testBinding(2), point(2, 1), now())).toThrow(RangeError);
    expect(() => stage.place(testBinding(2), point(5, 5), now())).toThrow(RangeError);
  });
});

const recordings = process.env.SIGHEJ_RECORDINGS;

describe.skipIf(!recordings)("on the recorded hall (SIGHEJ_RECORDINGS)", () => {
  it("reads a minute of a dozen positions and plays them at the recorded rate", async () => {
    folder = await tinyRecording({});
    const { stage, run } = await opened({ folder: `${recordings}/tetam`, people: 12 }, minutes(1));
    for (const [index, id] of stage.people.entries())
      stage.bind(id, testBinding(index), epochBegin);
    // 2.2 adverts a second, of which 12 receivers get about 85 in a hundred.
    const rate = run(60_000).length / 60 / 12 / 12;
    expect(rate).toBeGreaterThan(1.6);
    expect(rate).toBeLessThan(2.1);
  });
});
