import { durationMs, type UnixMs, unixMs } from "@sighej/protocol";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noon } from "../../test/fixtures.ts";
import {
  type Alert,
  type Incident,
  type Signs,
  stateOf,
  stepHealth,
  usualThresholds,
} from "./gateway-health.ts";

const after = (seconds: number): UnixMs => unixMs(noon + seconds * 1_000);
const heard = (seconds: number, from: Partial<Signs> = {}): Signs => ({
  ...{ heardAt: after(seconds), listeningSince: noon, grace: durationMs(0) },
  ...{ watched: true, muted: false },
  ...from,
});
const step = (open: Incident | undefined, signs: Signs, seconds: number) =>
  stepHealth(open, signs, usualThresholds, after(seconds));

describe("a gateway that falls silent", () => {
  it("is late after 60 s and silent after 180 s, not a millisecond before, and is told once each", () => {
    const told: [number, Alert][] = [];
    let open: Incident | undefined;
    for (let ms = 0; ms <= 400_000; ms += 500) {
      const next = stepHealth(open, heard(0), usualThresholds, unixMs(noon + ms));
      if (next.tell !== undefined) told.push([ms, next.tell]);
      open = next.incident;
    }
    expect(told).toEqual([
      [60_000, "late"],
      [180_000, "silent"],
    ]);
    expect(stepHealth(undefined, heard(0), usualThresholds, unixMs(noon + 59_999)).incident).toBe(
      undefined,
    );
    const back = step(open, heard(400), 400.2);
    expect(back).toMatchObject({ ended: "recovered", tell: "recovered" });
    expect(step(undefined, heard(400), 401)).toEqual({ incident: undefined });
  });

  it("is not late because nobody listened", () => {
    expect(step(undefined, heard(0, { listeningSince: undefined }), 1_000).incident).toBe(
      undefined,
    );
    const started = after(1_000);
    expect(step(undefined, heard(0, { listeningSince: started }), 1_059).incident).toBe(undefined);
    expect(step(undefined, heard(0, { listeningSince: started }), 1_060).incident).toMatchObject({
      level: "late",
      since: noon,
    });
  });

  it("stays silent when a matcher is started anew, until it is heard", () => {
    const open: Incident = { since: noon, level: "silent", told: "silent" };
    const anew = heard(0, { listeningSince: after(500) });
    expect(step(open, anew, 501)).toEqual({ incident: open });
    expect(step(open, { ...anew, heardAt: after(502) }, 503)).toMatchObject({ tell: "recovered" });
  });

  it("alerts nobody while muted, of its beginning or its end, and tells what outlasts the mute", () => {
    const muted = heard(0, { muted: true });
    const late = step(undefined, muted, 61);
    expect(late.tell).toBe(undefined);
    expect(step(late.incident, heard(62, { muted: true }), 63)).toEqual({
      incident: late.incident,
      ended: "recovered",
    });
    const silent = step(late.incident, muted, 181);
    expect(step(silent.incident, heard(0), 182)).toMatchObject({ tell: "silent" });
    // Whoever heard of no beginning hears of no end.
    expect(step(silent.incident, heard(183), 184).tell).toBe(undefined);
  });

  it("is no longer anybody's concern once it is shut out", () => {
    const open: Incident = { since: noon, level: "late", told: "late" };
    expect(step(open, heard(0, { watched: false }), 100)).toEqual({
      incident: open,
      ended: "unwatched",
    });
    const shown = { heardAt: noon, watched: true };
    expect(stateOf({ "no-sign": open }, { ...shown, watched: false }).state).toBe("shut-out");
    expect(stateOf({}, { ...shown, heardAt: undefined }).state).toBe("waiting");
    expect(stateOf({}, shown)).toEqual({ state: "ok" });
  });

  it("is shown as the worse of what is open, and as silent where its radio is as bad", () => {
    const shown = { heardAt: noon, watched: true };
    const [late, silent] = (["late", "silent"] as const).map(
      (level): Incident => ({ since: noon, level, told: undefined }),
    );
    if (late === undefined || silent === undefined) throw new Error("both are made");
    const both = (sign: Incident, radio: Incident) =>
      stateOf({ "no-sign": sign, "no-radio": radio }, shown);
    expect(both(late, silent)).toEqual({ state: "silent", reason: "no-radio" });
    expect(both(silent, late)).toEqual({ state: "silent", reason: "no-sign" });
    expect(both(late, late)).toEqual({ state: "late", reason: "no-sign" });
  });
});

/** What happens in a venue, one after the other. */
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("pass"), ms: fc.nat(100_000) }) },
  { weight: 3, arbitrary: fc.constant({ kind: "sign" }) },
  fc.constant({ kind: "mute" }),
  fc.constant({ kind: "unmute" }),
  fc.constant({ kind: "deaf" }),
  fc.constant({ kind: "listen" }),
  fc.constant({ kind: "shut-out" }),
  fc.constant({ kind: "let-in" }),
);

describe("whatever happens", () => {
  it("an incident opens once, only worsens, is told at most once each way, and never while muted", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 80 }), (happenings) => {
        let now = noon;
        let signs: Signs = heard(0);
        let open: Incident | undefined;
        let told: Alert[] = [];
        for (const each of happenings) {
          if ("ms" in each) now = unixMs(now + each.ms);
          if (each.kind === "sign") signs = { ...signs, heardAt: now };
          if (each.kind === "mute") signs = { ...signs, muted: true };
          if (each.kind === "unmute") signs = { ...signs, muted: false };
          if (each.kind === "deaf") signs = { ...signs, listeningSince: undefined };
          if (each.kind === "listen") signs = { ...signs, listeningSince: now };
          if (each.kind === "shut-out") signs = { ...signs, watched: false };
          if (each.kind === "let-in") signs = { ...signs, watched: true };
          const next = stepHealth(open, signs, usualThresholds, now);
          if (next.tell !== undefined) {
            expect(signs.muted).toBe(false);
            expect(told).not.toContain(next.tell);
            if (next.tell === "late") expect(told).toEqual([]);
            if (next.tell === "recovered") expect(told.length).toBeGreaterThan(0);
            told.push(next.tell);
          }
          if (open === undefined && next.incident !== undefined) {
            const listened = Math.max(signs.heardAt ?? 0, signs.listeningSince ?? now);
            expect(now - listened).toBeGreaterThanOrEqual(usualThresholds.lateAfter);
          }
          if (open !== undefined && next.ended === undefined) {
            expect(next.incident?.since).toBe(open.since);
            if (open.level === "silent") expect(next.incident?.level).toBe("silent");
          }
          if (next.ended === "recovered") expect(now - (signs.heardAt ?? 0)).toBeLessThan(60_000);
          open = next.ended === undefined ? next.incident : undefined;
          if (open === undefined) told = [];
          // Another replica that looks at the same moment has nothing to add.
          else expect(stepHealth(open, signs, usualThresholds, now)).toEqual({ incident: open });
        }
      }),
      { numRuns: 500 },
    );
  });
});
