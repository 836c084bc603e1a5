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
) {
  let now = presence;
  for (let second = from; second < from + length; second++)
    now = stepPresence(now, levels, at(second), policy);
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
