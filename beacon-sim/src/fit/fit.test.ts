import { dbm, metres, minutes } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { ADVERTISING_CHANNELS, ricianFading, ricianMoments } from "../radio/fading.ts";
import { hall, receivedShareAt } from "../radio/propagation.ts";
import { shadowField } from "../radio/shadowing.ts";
import { openRecording, type RecordedReceiver, type RecordedSpot } from "../replay/recording.ts";
import { seededRng } from "../rng.ts";
import { fitChannels, fitLoss, ricianKOf } from "./fit.ts";
import { type Path, pathOf } from "./path.ts";
import { fitReception } from "./reception.ts";
import { fitRecording } from "./recording-fit.ts";
import { fitShadowing } from "./shadow-fit.ts";

const law = { powerAt1m: -58, exponent: 1.8, shadowSpread: 3.5, shadowLength: 3, ricianK: 2 };

/** Paths of a hall whose figures are known. */
function knownPaths(): readonly Path[] {
  const rng = seededRng("known");
  const receivers: readonly RecordedReceiver[] = Array.from({ length: 40 }, (_, index) => ({
    alias: `r${index}`,
    x: metres(20 * rng.uniform()),
    y: metres(18 * rng.uniform()),
    z: metres(2),
  }));
  const spots: readonly RecordedSpot[] = Array.from({ length: 81 }, (_, index) => ({
    label: `s${index}`,
    x: metres(2.2 * (index % 9)),
    y: metres(2 * Math.floor(index / 9)),
    z: metres(1.2),
  }));
  return receivers.flatMap((receiver) => {
    const own = rng.fork(receiver.alias);
    const gain = 2 * own.normal();
    const shadow = shadowField(metres(law.shadowLength), own.fork("shadow"));
    const fading = ricianFading(law.ricianK, own.fork("fading"));
    return spots.flatMap((spot) => {
      const distance = Math.hypot(receiver.x - spot.x, receiver.y - spot.y, receiver.z - spot.z);
      const level =
        law.powerAt1m +
        gain -
        10 * law.exponent * Math.log10(distance) +
        law.shadowSpread * shadow(spot);
      const rssi = Int8Array.from({ length: 300 }, (_, advert) => {
        const channel = advert % ADVERTISING_CHANNELS;
        return Math.round(level + fading(spot, metres(distance), channel) + 0.7 * own.normal());
      });
      const at = Uint32Array.from({ length: 300 }, (_, advert) => advert * 455);
      return pathOf(receiver, spot, { at, rssi }) ?? [];
    });
  });
}

describe("the fit of a hall whose figures are known", () => {
  const paths = knownPaths();
  const loss = fitLoss(paths);
  const channels = fitChannels(paths);
  const shadowing = fitShadowing(paths, channels);

  it("finds the loss and the receivers' spread", () => {
    expect(Math.abs(loss.powerAt1m - law.powerAt1m)).toBeLessThan(1.5);
    expect(Math.abs(loss.exponent - law.exponent)).toBeLessThan(0.15);
    expect(Math.abs(loss.receiverSpread - 2)).toBeLessThan(0.9);
  });

  it("finds the channels and the noise within them", () => {
    expect(Math.abs(channels.ricianK - law.ricianK)).toBeLessThan(0.4);
    expect(Math.abs(channels.noiseSd - 0.7)).toBeLessThan(0.3);
  });

  it("finds how strong and how wide the shadows are", () => {
    expect(Math.abs(shadowing.sd - law.shadowSpread)).toBeLessThan(0.6);
    expect(Math.abs(shadowing.length - law.shadowLength)).toBeLessThan(1);
  });
});

describe("parts of the fit", () => {
  const receiver = { alias: "r", x: metres(0), y: metres(0), z: metres(0) };
  const spot = { label: "s", x: metres(3), y: metres(4), z: metres(0) };

  it("tells a path's channels apart and leaves corrupt readings out", () => {
    const rssi = Int8Array.from({ length: 301 }, (_, index) =>
      index === 300 ? 62 : ([-80, -70, -60][index % 3] ?? 0),
    );
    const at = Uint32Array.from({ length: 301 }, (_, index) => index * 455);
    expect(pathOf(receiver, spot, { at, rssi })).toMatchObject({
      channels: [-80, -70, -60],
      mean: -70,
      distance: 5,
      count: 300,
      gapMs: 455,
    });
  });

  it("makes no path of a handful of readings", () => {
    const few = { at: new Uint32Array(99), rssi: new Int8Array(99).fill(-60) };
    expect(pathOf(receiver, spot, few)).toBeUndefined();
  });

  it("finds the Rician factor of a deviation", () => {
    for (const k of [0.3, 1.7, 6]) expect(ricianKOf(ricianMoments(k).sd)).toBeCloseTo(k, 4);
    expect(ricianKOf(7)).toBeCloseTo(0, 4);
  });

  it("finds the line of reception", () => {
    const points = [-90, -80, -70, -60].map((level) => ({
      level,
      share: 0.8 + 0.004 * (level + 80),
    }));
    const { share, perDb } = fitReception(points);
    expect(share).toBeCloseTo(0.8, 9);
    expect(perDb).toBeCloseTo(0.004, 9);
  });
});

const recordings = process.env.SIGHEJ_RECORDINGS;

describe.skipIf(!recordings)("on the recorded hall (SIGHEJ_RECORDINGS)", () => {
  it("the figures of the propagation are those of the recording", { timeout: 30_000 }, async () => {
    const recording = await openRecording(`${recordings}/tetam`);
    // A third of each spot's half hour: levels there stand still, so the figures hardly move.
    const fit = await fitRecording(recording, recording.spots, minutes(10));
    expect(fit.readings).toBeGreaterThan(1_000_000);
    const agree = (fitted: number, constant: number, within: number) =>
      expect(Math.abs(fitted - constant), `${fitted} for ${constant}`).toBeLessThan(within);
    agree(fit.loss.powerAt1m, hall.powerAt1m, 0.3);
    agree(fit.loss.exponent, hall.exponent, 0.03);
    agree(fit.loss.receiverSpread, hall.gatewaySpread, 0.15);
    agree(fit.shadowing.sd, hall.shadowSpread, 0.2);
    agree(fit.shadowing.length, hall.shadowLength, 1);
    agree(fit.channels.ricianK, hall.ricianK, 0.15);
    agree(fit.channels.noiseSd, hall.noise, 0.3);
    agree(fit.reception.share, receivedShareAt(dbm(-80)), 0.02);
    agree(fit.reception.perDb, hall.sharePerDb, 0.001);
    agree(fit.floor, hall.floor, 2);
    agree(fit.intervalMs, 455, 1);
  });
});
