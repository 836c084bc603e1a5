import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noneSeen, note, SEQUENCES } from "./seen.ts";

describe("seen", () => {
  it("takes a batch once", () => {
    const seen = noneSeen();
    expect(note(seen, 1, 7)).toEqual({ isNew: true, lost: 0 });
    expect(note(seen, 1, 7)).toEqual({ isNew: false, lost: 0 });
    expect(note(seen, 2, 7)).toEqual({ isNew: true, lost: 0 });
  });

  it("takes what was sent late, whenever it comes within the memory, also from before it listened", () => {
    const seen = noneSeen();
    note(seen, 1, 3_000);
    for (const sequence of [2_999, 0, 1_500]) expect(note(seen, 1, sequence).isNew).toBe(true);
    expect(note(seen, 1, 1_500).isNew).toBe(false);
    note(seen, 1, SEQUENCES + 10);
    expect(note(seen, 1, 9).isNew).toBe(false);
  });

  it("notices every repeat and accounts for every sequence, in any order", () => {
    const jump = fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: -600, max: 5 }) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 * SEQUENCES }) },
    );
    fc.assert(
      fc.property(fc.array(jump, { maxLength: 400 }), (jumps) => {
        const seen = noneSeen();
        const taken = new Set<number>();
        let highest = 10_000;
        let lowest = highest;
        let lost = 0;
        for (const by of [0, ...jumps]) {
          const sequence = Math.max(0, highest + by);
          const noted = note(seen, 1, sequence);
          const tooOld = sequence <= highest - SEQUENCES;
          expect(noted.isNew).toBe(!tooOld && !taken.has(sequence));
          if (noted.isNew) taken.add(sequence);
          lost += noted.lost;
          highest = Math.max(highest, sequence);
          if (!tooOld) lowest = Math.min(lowest, sequence);
        }
        // A new start of the gateway: what is missing of the one before is lost as well.
        lost += note(seen, 2, 0).lost;
        expect(lost).toBe(highest - lowest + 1 - taken.size);
      }),
      { numRuns: 60 },
    );
  });

  it("remembers no more than four starts of a gateway", () => {
    const seen = noneSeen();
    for (let boot = 0; boot < 100; boot++) note(seen, boot, 1);
    expect(seen.size).toBe(4);
  });
});
