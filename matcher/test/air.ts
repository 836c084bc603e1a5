/**
 * Air: made-up levels in a hall whose gateways are unlike each other, with fading; seeded.
 */
import { metres } from "@sighej/protocol";
import { lotOf } from "../src/domain/proximity/lot.ts";
import { gateway, setup, zone } from "./fixtures.ts";

/** Nine gateways over 12 × 12 m, left column "bar", the others "hall"; some 6 dB apart. */
export const hallSetup = {
  ...setup,
  gateways: [0, 6, 12].flatMap((x, column) =>
    [0, 6, 12].map((y, row) => ({
      id: gateway(`g-${column}-${row}`),
      zone: zone(column === 0 ? "bar" : "hall"),
      x: metres(x),
      y: metres(y),
    })),
  ),
};
const GAINS = [0, 4, -3, 1, -6, 0, 2, -1, 5];

/** What each gateway hears of a beacon at a spot, dBm; 3 dB of fading unless said. */
export function airOf(seed: number, gains: readonly number[] = GAINS, fading = 3) {
  const { uniform, normal } = lotOf(seed);
  const levelsAt = (x: number, y: number): Float32Array =>
    Float32Array.from(
      hallSetup.gateways,
      (each, at) =>
        -50 +
        (gains[at] ?? 0) -
        20 * Math.log10(Math.hypot(each.x - x, each.y - y, 0.8)) +
        fading * normal(),
    );
  const anywhere = () => levelsAt(12 * uniform(), 12 * uniform());
  return { levelsAt, anywhere, uniform };
}

/** Many windows of people anywhere, one after the other. */
export function windowsOf(seed: number, windows: number, gains?: readonly number[]): Float32Array {
  const { anywhere } = airOf(seed, gains);
  const size = hallSetup.gateways.length;
  const all = new Float32Array(windows * size);
  for (let at = 0; at < windows; at++) all.set(anywhere(), at * size);
  return all;
}
