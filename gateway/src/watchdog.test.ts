import { minutes, type RecoveryStep, recoverySteps, seconds } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RadioState } from "./radio.ts";
import { SILENT_AFTER, startWatch, stepWatch, type Watch, type WatchFacts } from "./watchdog.ts";

const everything: ReadonlySet<RecoveryStep> = new Set(recoverySteps);
const gentle: readonly RecoveryStep[] = ["scan", "driver", "power-cycle", "usb-reset"];

/** A radio under its watchdog, a second at a time. */
function underWatch(able = everything, ended = false) {
  let watch: Watch = startWatch(0, ended);
  let now = 0;
  let adverts = 0;
  const acts: (readonly [at: number, step: RecoveryStep, reason: string])[] = [];
  let health = "starting";
  return {
    acts,
    health: () => health,
    now: () => now,
    /** Lets `span` pass in `state`, with `rate` adverts a second. */
    pass: (span: number, state: RadioState, rate = 0, more: Partial<WatchFacts> = {}) => {
      for (const end = now + span; now < end; ) {
        now += 1_000;
        adverts += rate;
        const facts = { state, adverts, present: true, othersHear: false, able, ...more };
        const watched = stepWatch(watch, facts, now, 0);
        ({ watch, health } = watched);
        if (watched.act !== undefined) acts.push([now, watched.act.step, watched.act.reason]);
      }
    },
  };
}
const stepsOf = (acts: readonly (readonly [number, RecoveryStep, string])[]) =>
  acts.map(([, step]) => step);

describe("the watchdog", () => {
  it("leaves a radio that hears alone", () => {
    const radio = underWatch();
    radio.pass(minutes(60), "scanning", 1);
    expect(radio.acts).toEqual([]);
    expect(radio.health()).toBe("scanning");
  });

  it("climbs every step when a crowd falls silent at once, and then calls for somebody", () => {
    const radio = underWatch();
    radio.pass(minutes(2), "scanning", 20);
    radio.pass(SILENT_AFTER - 1_000, "scanning");
    expect(radio.acts).toEqual([]);
    radio.pass(minutes(6), "scanning");
    expect(stepsOf(radio.acts).slice(0, 5)).toEqual(recoverySteps);
    expect(new Set(radio.acts.map(([, , reason]) => reason))).toEqual(new Set(["silence"]));
    expect(radio.health()).toBe("needs-power-cycle");
    radio.pass(seconds(2), "scanning", 1);
    expect(radio.health()).toBe("scanning");
  });

  it("takes adverts that thin out for people who leave: never ends the process, calls it quiet", () => {
    const radio = underWatch();
    radio.pass(minutes(2), "scanning", 20);
    for (const gap of [2, 5, 8, 12, 15, 18, 20, 22, 25, 25, 25]) {
      radio.pass(seconds(1), "scanning", 1);
      radio.pass(seconds(gap), "scanning");
    }
    radio.pass(minutes(240), "scanning");
    expect(radio.health()).toBe("quiet");
    expect(stepsOf(radio.acts).slice(0, 4)).toEqual(gentle);
    expect(stepsOf(radio.acts)).not.toContain("exit");
    // Ten minutes apart at last: every step loses a second of listening.
    const [last, before] = radio.acts.map(([at]) => at).toReversed();
    expect((last ?? 0) - (before ?? 0)).toBeGreaterThanOrEqual(minutes(9));
  });

  it("takes a room in which nothing was ever heard for quiet", () => {
    const radio = underWatch();
    radio.pass(minutes(60), "scanning");
    expect(radio.health()).toBe("quiet");
    expect(stepsOf(radio.acts)).not.toContain("exit");
  });

  it("takes it for dead while another adapter in the box hears", () => {
    const radio = underWatch();
    radio.pass(minutes(10), "scanning", 0, { othersHear: true });
    expect(stepsOf(radio.acts)).toContain("exit");
  });

  it("climbs faster where the controller refuses or does not answer", () => {
    for (const state of ["refused", "no-answer"] as const) {
      const radio = underWatch();
      radio.pass(minutes(2), state);
      expect(stepsOf(radio.acts).slice(0, 5)).toEqual(recoverySteps);
      expect(radio.acts[4]?.[0]).toBeLessThan(minutes(1));
      expect(radio.acts[0]?.[2]).toBe(state);
    }
  });

  it("leaves out what the machine cannot do", () => {
    const radio = underWatch(new Set<RecoveryStep>(["scan", "driver"]));
    radio.pass(minutes(10), "no-answer");
    expect(new Set(stepsOf(radio.acts))).toEqual(new Set(["scan", "driver"]));
    expect(radio.health()).toBe("needs-power-cycle");
  });

  it("ends the process once: after that it calls for somebody instead", () => {
    const radio = underWatch(everything, true);
    radio.pass(minutes(30), "scanning");
    expect(stepsOf(radio.acts)).not.toContain("exit");
    expect(radio.health()).toBe("needs-power-cycle");
  });

  it("takes its scan back from another program, more slowly each time, and with no other step", () => {
    const radio = underWatch();
    radio.pass(seconds(10), "scanning", 5);
    for (let time = 0; time < 2_000; time++) {
      radio.pass(seconds(2), "scan-ended");
      radio.pass(seconds(1), "scanning", 5);
    }
    expect(new Set(stepsOf(radio.acts))).toEqual(new Set(["scan"]));
    expect(radio.acts.length).toBeLessThan(30);
    radio.pass(minutes(2), "scanning", 5);
    const before = radio.acts.length;
    radio.pass(seconds(3), "scan-ended");
    expect(radio.acts.length).toBe(before + 1);
  });

  it("scans again within two seconds of somebody's reset", () => {
    const radio = underWatch();
    radio.pass(minutes(1), "scanning", 5);
    radio.pass(seconds(2), "reset");
    expect(radio.acts.map(([, ...rest]) => rest)).toEqual([["scan", "reset"]]);
  });

  it("switches an adapter on that is there and off, and waits for one that is not there", () => {
    const radio = underWatch();
    radio.pass(minutes(5), "off", 0, { present: false });
    expect(radio.acts).toEqual([]);
    expect(radio.health()).toBe("off");
    radio.pass(seconds(3), "off");
    expect(radio.acts.map(([, ...rest]) => rest)).toEqual([["power-cycle", "switched-off"]]);
  });

  it("does nothing more often than once a second, and nothing forever but slowly, whatever happens", () => {
    const states: readonly RadioState[] = [
      ...(["starting", "scanning", "off", "refused", "no-answer", "scan-ended", "reset"] as const),
    ];
    const stretch = fc.record({
      state: fc.constantFrom(...states),
      span: fc.integer({ min: 1, max: 600 }),
      rate: fc.constantFrom(0, 0, 1, 50),
      present: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 30 }), (stretches) => {
        const radio = underWatch();
        for (const { state, span, rate, present } of stretches)
          radio.pass(seconds(span), state, state === "scanning" ? rate : 0, { present });
        radio.pass(minutes(30), "scanning", 5);
        const before = radio.acts.length;
        expect(radio.health()).toBe("scanning");
        radio.pass(minutes(30), "scanning", 5);
        expect(radio.acts.length).toBe(before);
        radio.pass(minutes(60), "no-answer");
        const last = radio.acts.filter(([at]) => at > radio.now() - minutes(30));
        expect(last.length).toBeLessThan(12);
      }),
      { numRuns: 40 },
    );
  });
});
