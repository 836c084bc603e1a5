import { durationMs, metres, minutes, type UnixMs, unixMs } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRng } from "../rng.ts";
import { point } from "../testing/bindings.ts";
import { admit, dismiss, newCrowd, pin, stepCrowd } from "./crowd.ts";
import { distance, MAX_SEATS, newGroup, seatPoint } from "./group.ts";
import type { Crowd, Person } from "./person.ts";
import { stepStanding, stepTowards } from "./walk.ts";

const hall = { width: metres(16), depth: metres(12) };
const start = unixMs(1_700_000_000_000);
const ids = Array.from({ length: 60 }, (_, index) => `person-${index + 1}`);

/** The crowd after `length`, a quarter of a second at a time, each step shown to `look`. */
function walked(
  seed: number,
  length: number,
  look: (crowd: Crowd, before: Crowd, now: UnixMs) => void = () => {},
): Crowd {
  const rng = seededRng(seed);
  let crowd = newCrowd(hall, ids, start, rng);
  for (let now = start + 250; now <= start + length; now += 250) {
    const before = crowd;
    crowd = stepCrowd(crowd, unixMs(now), rng);
    look(crowd, before, unixMs(now));
  }
  return crowd;
}

const isStanding = ({ doing }: Person): boolean => doing.kind === "standing";
const groupOf = ({ doing }: Person): number | undefined =>
  doing.kind === "standing" ? doing.in.group : undefined;

describe("a crowd", () => {
  it("stays inside the hall and walks no faster than people do", () => {
    walked(1, minutes(20), ({ people }, before) => {
      for (const [index, { at }] of people.entries()) {
        if (at.x < 0 || at.x > hall.width || at.y < 0 || at.y > hall.depth)
          expect.unreachable(`someone is at ${at.x}, ${at.y}`);
        const from = before.people[index]?.at ?? at;
        // A quarter of a second at 1.2 m/s, or a shift from foot to foot.
        expect(distance(from, at)).toBeLessThan(0.31);
      }
    });
  });

  it("stands in groups of two to five, 0.8 to 1.5 m from their neighbours", () => {
    const sizes = new Set<number>();
    walked(2, minutes(10), ({ people, groups }) => {
      for (const group of groups) {
        const size = people.filter((person) => groupOf(person) === group.id).length;
        sizes.add(size);
        const next = distance(seatPoint(group, 0), seatPoint(group, 1));
        if (next < 0.79 || next > 1.51) expect.unreachable(`neighbours are ${next} m apart`);
      }
    });
    expect(Math.max(...sizes)).toBe(MAX_SEATS);
  });

  it("is mostly in company, and some of it on the move", () => {
    const shares: number[] = [];
    const walking: number[] = [];
    walked(3, minutes(20), ({ people }) => {
      const groups = people.map(groupOf);
      const inCompany = groups.filter(
        (group, index) =>
          group !== undefined && groups.some((other, at) => at !== index && other === group),
      );
      shares.push(inCompany.length / people.length);
      walking.push(people.filter(({ doing }) => doing.kind === "walking").length / people.length);
    });
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(shares)).toBeGreaterThan(0.6);
    expect(mean(walking)).toBeGreaterThan(0.02);
    expect(mean(walking)).toBeLessThan(0.3);
  });

  it("keeps those who stand together together for minutes, and then moves on", () => {
    const stays = new Map<string, number>();
    const since = new Map<string, { readonly group: number; readonly at: number }>();
    walked(4, minutes(20), ({ people }, _, now) => {
      for (const person of people) {
        const group = groupOf(person);
        const before = since.get(person.id);
        if (before?.group === group) continue;
        if (before !== undefined) stays.set(`${person.id}@${before.at}`, now - before.at);
        if (group === undefined) since.delete(person.id);
        else since.set(person.id, { group, at: now });
      }
    });
    const lengths = [...stays.values()].toSorted((a, b) => a - b);
    expect(lengths.length).toBeGreaterThan(60);
    expect(lengths[0]).toBeGreaterThanOrEqual(minutes(1.4));
    expect(lengths[Math.floor(lengths.length / 2)]).toBeGreaterThan(minutes(2));
  });

  it("seats nobody twice", () => {
    walked(5, minutes(10), ({ people }) => {
      const seats = people.flatMap(({ doing }) => {
        const seat =
          doing.kind === "standing" ? doing.in : doing.kind === "walking" ? doing.for : undefined;
        return seat === undefined ? [] : `${seat.group}/${seat.seat}`;
      });
      expect(new Set(seats).size).toBe(seats.length);
    });
  });

  it("is the same crowd for the same seed", () => {
    expect(walked(6, minutes(3))).toEqual(walked(6, minutes(3)));
    expect(walked(6, minutes(3)).people).not.toEqual(walked(7, minutes(3)).people);
  });

  it("does not leap after a pause, nor when the clock goes back", () => {
    const rng = seededRng(8);
    const before = newCrowd(hall, ids, start, rng);
    const after = stepCrowd(before, unixMs(start + minutes(60)), rng);
    for (const [index, { at }] of after.people.entries())
      expect(distance(at, before.people[index]?.at ?? at)).toBeLessThan(1.5);
    expect(() => stepCrowd(after, unixMs(start - 1_000), rng)).not.toThrow();
  });
});

describe("visitors to a crowd", () => {
  it("stand at once among people who stay, at talking distance", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 16 }), (seed, visitors) => {
        const rng = seededRng(seed);
        let crowd = newCrowd(hall, ids, start, rng);
        for (let each = 0; each < visitors; each++)
          crowd = admit(crowd, `guest-${each}`, start, rng);
        crowd = stepCrowd(crowd, unixMs(start + 250), rng);
        for (let each = 0; each < visitors; each++) {
          const guest = crowd.people.find(({ id }) => id === `guest-${each}`);
          if (guest === undefined) throw new Error("the guest was admitted");
          const near = crowd.people.filter(
            (person) =>
              person.id !== guest.id && isStanding(person) && distance(person.at, guest.at) <= 1.9,
          );
          expect(near.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("find a place in an empty hall too", () => {
    const rng = seededRng(1);
    const crowd = admit(newCrowd(hall, [], start, rng), "guest-1", start, rng);
    expect(crowd.people.map(({ id }) => id)).toEqual(["guest-1"]);
  });

  it("stay where they are pinned", () => {
    const rng = seededRng(1);
    let crowd = pin(newCrowd(hall, ids, start, rng), "guest-1", point(3, 4));
    for (let step = 1; step <= 400; step++)
      crowd = stepCrowd(crowd, unixMs(start + step * 1_000), rng);
    expect(crowd.people.find(({ id }) => id === "guest-1")?.at).toEqual(point(3, 4));
  });

  it("are gone when they have left", () => {
    const rng = seededRng(1);
    const crowd = dismiss(admit(newCrowd(hall, ids, start, rng), "guest-1", start, rng), "guest-1");
    expect(crowd.people).toHaveLength(ids.length);
  });
});

describe("a walk", () => {
  const coordinate = fc.double({ min: 0, max: 20, noNaN: true });
  const anywhere = fc.tuple(coordinate, coordinate).map(([x, y]) => point(x, y));

  it("comes nearer by exactly its speed, and stops where it was going", () => {
    fc.assert(
      fc.property(anywhere, anywhere, fc.nat(1_000), (from, to, ms) => {
        const next = stepTowards(from, to, 1.2, durationMs(ms));
        const left = Math.max(0, distance(from, to) - (1.2 * ms) / 1_000);
        expect(distance(next, to)).toBeCloseTo(left, 6);
      }),
    );
  });

  it("shifts from foot to foot by a decimetre at most", () => {
    fc.assert(
      fc.property(anywhere, fc.nat(), (place, seed) => {
        const rng = seededRng(seed);
        let at = place;
        for (let step = 0; step < 50; step++) at = stepStanding(at, place, durationMs(1_000), rng);
        expect(distance(at, place)).toBeLessThanOrEqual(0.1);
      }),
    );
  });
});

describe("a new group", () => {
  it("stands clear of the walls, with every seat in the hall", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const group = newGroup(1, hall, [], seededRng(seed));
        for (let seat = 0; seat < group.seats; seat++) {
          const { x, y } = seatPoint(group, seat);
          expect(Math.min(x, y, hall.width - x, hall.depth - y)).toBeGreaterThan(0.29);
        }
      }),
    );
  });
});
