import { minutes, unixMs, type ZoneId } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noon, zone } from "../../test/fixtures.ts";
import { policies } from "./policy.ts";
import { type Presence, stepPresence } from "./presence.ts";

const policy = policies.default.presence;
const [bar, hall] = [zone("bar"), zone("hall")];
const at = (second: number) => unixMs(noon + second * 1_000);
const zones = (levels: Partial<Record<"bar" | "hall", number>>): ReadonlyMap<ZoneId, number> =>
  new Map(Object.entries(levels).map(([id, level]) => [zone(id), level]));

/** One step a second from `from` on, with the same levels. */
function stay(
  presence: Presence | undefined,
  levels: ReadonlyMap<ZoneId, number>,
  from: number,
  length: number,
  proved?: ZoneId,
) {
  let now = presence;
  for (let second = from; second < from + length; second++)
    now = stepPresence(now, levels, at(second), policy, proved);
  return now;
}

describe("presence", () => {
  it("enters the loudest zone at once", () => {
    expect(stepPresence(undefined, zones({ bar: -60, hall: -70 }), at(0), policy)).toMatchObject({
      zone: bar,
      since: at(0),
    });
  });

  it("is nowhere while nobody hears it", () => {
    expect(stepPresence(undefined, zones({}), at(0), policy)).toBeUndefined();
  });

  it("moves when another zone leads by 4 dB for 20 s after a stay of 30 s", () => {
    const entered = stay(undefined, zones({ bar: -60, hall: -70 }), 0, 30);
    const waiting = stay(entered, zones({ bar: -70, hall: -66 }), 30, 20);
    expect(waiting?.zone).toBe(bar);
    expect(stay(waiting, zones({ bar: -70, hall: -66 }), 50, 1)).toMatchObject({
      zone: hall,
      since: at(50),
    });
  });

  it("stays for less than 4 dB, however long", () => {
    const entered = stay(undefined, zones({ bar: -60, hall: -70 }), 0, 1);
    expect(stay(entered, zones({ bar: -70, hall: -66.1 }), 1, 600)?.zone).toBe(bar);
  });

  it("counts the lead anew after every break", () => {
    let presence = stay(undefined, zones({ bar: -60 }), 0, 30);
    for (let second = 30; second < 300; second++) {
      const broken = second % 15 === 0;
      presence = stay(presence, zones({ bar: -70, hall: broken ? -70 : -60 }), second, 1);
    }
    expect(presence?.zone).toBe(bar);
  });

  it("moves on when the old zone has fallen silent", () => {
    const entered = stay(undefined, zones({ bar: -60 }), 0, 30);
    expect(stay(entered, zones({ hall: -95 }), 30, 21)?.zone).toBe(hall);
  });

  it("leaves 30 s after it was heard last and keeps its place until then", () => {
    const entered = stay(undefined, zones({ bar: -60 }), 0, 1);
    expect(stay(entered, zones({}), 1, 29)).toMatchObject({ zone: bar, since: at(0) });
    expect(stay(entered, zones({}), 1, 30)).toBeUndefined();
  });

  it("is where the newest proof says, while no gateway hears it", () => {
    const proved = stepPresence(undefined, zones({}), at(0), policy, bar);
    expect(proved).toMatchObject({ zone: bar, by: "proof", since: at(0) });
    const kept = stay(proved, zones({}), 1, 600, bar);
    expect(kept).toMatchObject({ zone: bar, by: "proof", since: at(0) });
    expect(stepPresence(kept, zones({}), at(601), policy, hall)).toMatchObject({
      zone: hall,
      since: at(601),
    });
    expect(stepPresence(kept, zones({}), at(601), policy)).toBeUndefined();
  });

  it("is where gateways hear it, whatever was proved", () => {
    const heard = stay(undefined, zones({ bar: -60 }), 0, 600, hall);
    expect(heard).toMatchObject({ zone: bar, by: "radio" });
  });

  it("goes from a proof to what is heard: at once in the same zone, else as to any other", () => {
    const proved = stepPresence(undefined, zones({}), at(0), policy, bar);
    expect(stepPresence(proved, zones({ bar: -90 }), at(1), policy, bar)).toMatchObject({
      by: "radio",
      since: at(0),
    });
    const waiting = stay(proved, zones({ hall: -60 }), 20, 20, bar);
    expect(waiting).toMatchObject({ zone: bar, by: "proof" });
    expect(stay(waiting, zones({ hall: -60 }), 40, 1, bar)).toMatchObject({
      zone: hall,
      by: "radio",
    });
    const straying = stay(waiting, zones({}), 40, 1, bar);
    expect(stay(straying, zones({ hall: -60 }), 41, 20, bar)?.zone).toBe(bar);
  });

  it("goes from what was heard to the proof when it would leave, and stays in the same zone", () => {
    const heard = stay(undefined, zones({ bar: -60 }), 0, 1, hall);
    expect(stay(heard, zones({}), 1, 29, hall)).toMatchObject({ zone: bar, by: "radio" });
    expect(stay(heard, zones({}), 1, 30, hall)).toMatchObject({ zone: hall, since: at(30) });
    expect(stay(heard, zones({}), 1, 30, bar)).toMatchObject({
      zone: bar,
      by: "proof",
      since: at(0),
    });
  });

  it("is by proof alone only where the proof says, and never without one", () => {
    const seconds = fc.array(
      fc.record({
        bar: fc.option(fc.integer({ min: -100, max: -40 }), { nil: undefined }),
        hall: fc.option(fc.integer({ min: -100, max: -40 }), { nil: undefined }),
        proved: fc.constantFrom(undefined, bar, hall),
      }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(seconds, (list) => {
        let presence: Presence | undefined;
        for (const [second, { bar: one, hall: other, proved }] of list.entries()) {
          const levels = {
            ...(one === undefined ? {} : { bar: one }),
            ...(other === undefined ? {} : { hall: other }),
          };
          presence = stepPresence(presence, zones(levels), at(second), policy, proved);
          if (presence?.by === "proof") expect(presence.zone).toBe(proved);
          if (proved !== undefined || one !== undefined || other !== undefined)
            expect(presence).toBeDefined();
        }
      }),
    );
  });

  it("changes zone at most twice in any minute while a proof says another than the noise", () => {
    const spells = fc.array(
      fc.record({ length: fc.integer({ min: 1, max: 60 }), heard: fc.boolean() }),
      { minLength: 4, maxLength: 20 },
    );
    fc.assert(
      fc.property(spells, (list) => {
        const changes: number[] = [];
        let presence: Presence | undefined;
        const heard = list.flatMap((each) => Array.from({ length: each.length }, () => each.heard));
        for (const [second, each] of heard.entries()) {
          const before = presence?.zone;
          const levels = zones(each ? { bar: -60 } : {});
          presence = stepPresence(presence, levels, at(second), policy, hall);
          if (before !== undefined && presence?.zone !== before) changes.push(at(second));
        }
        for (const [index, time] of changes.entries())
          expect((changes[index + 2] ?? Number.POSITIVE_INFINITY) - time).toBeGreaterThanOrEqual(
            minutes(1),
          );
      }),
    );
  });

  it("changes zone at most twice in any minute, whatever the noise", () => {
    const noise = fc.array(
      fc.tuple(fc.integer({ min: -100, max: -40 }), fc.integer({ min: -100, max: -40 })),
      { minLength: 120, maxLength: 400 },
    );
    // Long swings are the worst: each lasts just as long as a challenger must lead.
    const swings = fc
      .array(fc.record({ length: fc.integer({ min: 1, max: 60 }), loud: fc.boolean() }), {
        minLength: 4,
        maxLength: 20,
      })
      .map((list) =>
        list.flatMap(({ length, loud }) =>
          Array.from({ length }, () => (loud ? [-50, -90] : [-90, -50]) as [number, number]),
        ),
      );
    for (const each of [policies.default.presence, policies.demo.presence])
      fc.assert(
        fc.property(fc.oneof(noise, swings), (levels) => {
          const changes: number[] = [];
          let presence: Presence | undefined;
          for (const [second, [one, other]] of levels.entries()) {
            const before = presence?.zone;
            presence = stepPresence(presence, zones({ bar: one, hall: other }), at(second), each);
            if (before !== undefined && presence?.zone !== before) changes.push(at(second));
          }
          for (const [index, time] of changes.entries())
            expect((changes[index + 2] ?? Number.POSITIVE_INFINITY) - time).toBeGreaterThanOrEqual(
              minutes(1),
            );
        }),
      );
  });
});

describe("presence by a map", () => {
  const masses = (inBar: number) => zones({ bar: inBar, hall: 1 - inBar });
  const step = (before: Presence | undefined, inBar: number, second: number) =>
    stepPresence(before, masses(inBar), at(second), policy, undefined, "mass");

  it("is unsure of the most probable zone until that is sure", () => {
    const first = step(undefined, 0.6, 0);
    expect(first).toMatchObject({ zone: bar, sure: false });
    expect(step(first, 0.9, 1)).toMatchObject({ zone: bar, sure: true });
  });

  it("stays sure while it is doubtful, and moves when another zone is sure for five seconds", () => {
    let presence = step(undefined, 0.9, 0);
    for (let second = 1; second < 60; second++) presence = step(presence, 0.3, second);
    expect(presence).toMatchObject({ zone: bar, sure: true });
    for (let second = 60; second < 65; second++) presence = step(presence, 0.1, second);
    expect(presence?.zone).toBe(bar);
    expect(step(presence, 0.1, 65)).toMatchObject({ zone: hall, since: at(65) });
  });

  it("never changes zone more than twice a minute, whatever a map says", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 200, maxLength: 400 }),
        fc.integer({ min: 1, max: 20 }),
        (list, every) => {
          let presence: Presence | undefined;
          const changes: number[] = [];
          for (let second = 0; second < list.length; second++) {
            const after = step(presence, list[Math.floor(second / every) * every] ?? 0, second);
            if (presence?.sure && after?.zone !== presence.zone) changes.push(second);
            presence = after;
          }
          for (const [index, change] of changes.entries())
            expect(
              (changes[index + 2] ?? Number.POSITIVE_INFINITY) - change,
            ).toBeGreaterThanOrEqual(60);
        },
      ),
    );
  });
});
