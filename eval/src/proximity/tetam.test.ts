/**
 * Holds on the recorded hall what the figures promise, and that peers are the peers that were
 * measured elsewhere. Two minutes: set SIGHEJ_RECORDINGS.
 */
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parseOptions } from "./options.ts";
import { evaluate, type Report } from "./run.ts";

/** Of this very code on this very recording: a refactoring that moves them is no refactoring. */
const GOLDEN = {
  tracks: { auc: 0.9766, eer: 0.0886, median: 1.001 },
  standing: { auc3: 0.9528, auc5: 0.9618, cells12: 0.761, areas4: 0.92 },
} as const;
/** Two peers on the same recording, computed before and apart from this code. */
const KNOWN = {
  strongest: { cells12: 0.518, areas4: 0.824, f1le3: 0.233, f1le5: 0.327 },
  knn: { cells12: 0.572, areas4: 0.839, f1le3: 0.326, f1le5: 0.534 },
} as const;
const PEERS = ["strongest", "bermuda", "kalman", "espresense", "centredRms", "rawDistance", "knn"];

const recordings = process.env.SIGHEJ_RECORDINGS;

async function reportOf(...words: readonly string[]): Promise<Report> {
  const parsed = parseOptions([join(recordings ?? "", "tetam"), "--draws", "30", ...words]);
  if (!parsed.ok) throw new RangeError(parsed.fault);
  return evaluate(parsed.value);
}

describe.skipIf(recordings === undefined)("on tracks of the recorded hall", () => {
  let report: Report;
  beforeAll(async () => {
    report = await reportOf("--test", "tracks");
  }, 180_000);

  it("is ahead of every peer in telling who walks near whom", () => {
    const ours = report.figures.pairs;
    for (const name of PEERS)
      for (const task of ["le3", "le3_ge6"])
        expect(ours[task]?.auc?.value, `${name} ${task}`).toBeGreaterThan(
          report.comparators[name]?.pairs[task]?.auc?.value ?? 1,
        );
  });

  it("gives the figures that docs/proximity.md states", () => {
    const { pairs, position } = report.figures;
    expect(pairs.le3?.auc?.value).toBeCloseTo(GOLDEN.tracks.auc, 3);
    expect(pairs.le3?.eer?.value).toBeCloseTo(GOLDEN.tracks.eer, 3);
    expect(position.median?.value).toBeCloseTo(GOLDEN.tracks.median, 2);
  });
});

describe.skipIf(recordings === undefined)("on standing beacons of the recorded hall", () => {
  let report: Report;
  beforeAll(async () => {
    report = await reportOf();
  }, 400_000);

  it("is ahead of every peer in pairs and zones", () => {
    for (const name of PEERS) {
      const peer = report.comparators[name];
      for (const task of ["le3", "le5"])
        for (const key of ["auc", "f1"])
          expect(
            report.figures.pairs[task]?.[key]?.value,
            `${name} ${task} ${key}`,
          ).toBeGreaterThan(peer?.pairs[task]?.[key]?.value ?? 1);
      for (const key of ["cells12", "areas4"])
        expect(report.figures.zones[key]?.value, `${name} ${key}`).toBeGreaterThan(
          peer?.zones[key]?.value ?? 0,
        );
    }
  });

  it("has the strongest receiver and kNN right within .02", () => {
    for (const [name, known] of Object.entries(KNOWN)) {
      const { zones, pairs } = report.comparators[name] ?? {};
      for (const [mine, theirs] of [
        [zones?.cells12, known.cells12],
        [zones?.areas4, known.areas4],
        [pairs?.le3?.f1, known.f1le3],
        [pairs?.le5?.f1, known.f1le5],
      ] as const)
        expect(Math.abs((mine?.value ?? 1) - theirs), name).toBeLessThan(0.02);
    }
  });

  it("loses at most .02 AUC to any fault, .04 to a body", () => {
    for (const fault of ["loud", "dead", "lossy", "body", "corrupt", "offset"])
      for (const task of ["le3", "le5"]) {
        const whole = report.figures.pairs[task]?.auc?.value ?? 0;
        const broken = report.faults[fault]?.[task]?.auc?.value ?? 0;
        expect(whole - broken, `${fault} ${task}`).toBeLessThan(fault === "body" ? 0.04 : 0.02);
      }
  });

  it("finds more of those who stand together than every peer, and more truly", () => {
    const { found, right } = report.figures.episodes ?? {};
    expect(found?.value).toBeGreaterThan(0.65);
    expect(right?.value).toBeGreaterThan(0.95);
    for (const name of PEERS) {
      const peer = report.comparators[name]?.episodes;
      expect(found?.value, name).toBeGreaterThan(peer?.found?.value ?? 1);
      expect(right?.value, name).toBeGreaterThan(peer?.right?.value ?? 1);
    }
  });

  it("gives the figures that docs/proximity.md states", () => {
    const { pairs, zones } = report.figures;
    expect(pairs.le3?.auc?.value).toBeCloseTo(GOLDEN.standing.auc3, 3);
    expect(pairs.le5?.auc?.value).toBeCloseTo(GOLDEN.standing.auc5, 3);
    expect(zones.cells12?.value).toBeCloseTo(GOLDEN.standing.cells12, 2);
    expect(zones.areas4?.value).toBeCloseTo(GOLDEN.standing.areas4, 2);
  });
});
