import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noneSeen, note } from "./seen.ts";

describe("seen", () => {
  it("takes a batch once", () => {
    const seen = noneSeen();
    expect(note(seen, 1, 7)).toBe(true);
    expect(note(seen, 1, 7)).toBe(false);
    expect(note(seen, 2, 7)).toBe(true);
  });

  it("notices every repeat among the last 256 and stays small", () => {
    const sequences = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 1_000 });
    fc.assert(
      fc.property(sequences, (list) => {
        const seen = noneSeen();
        const taken: number[] = [];
        for (const each of list) {
          const isNew = note(seen, 1, each);
          if (taken.slice(-256).includes(each)) expect(isNew).toBe(false);
          else expect(isNew).toBe(true);
          if (isNew) taken.push(each);
        }
        expect(seen.get(1)?.size ?? 0).toBeLessThanOrEqual(256);
      }),
      { numRuns: 30 },
    );
  });

  it("remembers no more than four starts of a gateway", () => {
    const seen = noneSeen();
    for (let boot = 0; boot < 100; boot++) note(seen, boot, 1);
    expect(seen.size).toBe(4);
  });
});
