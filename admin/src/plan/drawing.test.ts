import { describe, expect, it } from "vitest";
import { cornerPut, cornerTakenBack, drawingFrom, snapped } from "./drawing.ts";
import { faultsOf } from "./faults.ts";
import type { Layout } from "./layout.ts";
import { moved, toDecimetre } from "./steps.ts";

describe("an outline that is drawn", () => {
  it("takes corners but those that make sides cross or lie too far off, and says why", () => {
    let drawing = drawingFrom({ x: 0, y: 0 });
    for (const [x, y] of [
      [0, 0],
      [4, 4],
      [4, 0],
    ] as const)
      drawing = cornerPut(drawing, { x, y });
    expect(drawing).toMatchObject({ cross: { x: 4, y: 0 }, refused: undefined });
    for (const [spot, why] of [
      [{ x: 0, y: 4 }, "crossing"],
      [{ x: 4, y: 0 }, "crossing"],
      [{ x: 4_000, y: 0 }, "far"],
    ] as const) {
      const refused = cornerPut(drawing, spot);
      expect(refused).toMatchObject({ refused: why, corners: drawing.corners });
      expect(cornerTakenBack(refused)).toMatchObject({ refused: undefined });
    }
    expect(cornerTakenBack(drawing).corners).toHaveLength(2);
  });

  it("shares corners that are as near as a hand can tell", () => {
    const others = [
      { x: 0, y: 0 },
      { x: 1, y: 0 },
    ];
    expect(snapped({ x: 0.7, y: 0.1 }, others, 0.5)).toEqual({ x: 1, y: 0 });
    expect(snapped({ x: 3, y: 0 }, others, 0.5)).toEqual({ x: 3, y: 0 });
  });

  it("moves by arrow keys, with Shift by a decimetre, and by no other key", () => {
    const at = { x: 0.1, y: 0.2 };
    expect(moved(at, { key: "ArrowLeft", shiftKey: false })).toEqual({ x: -0.4, y: 0.2 });
    expect(moved(at, { key: "ArrowDown", shiftKey: true })).toEqual({ x: 0.1, y: 0.3 });
    expect(moved(at, { key: "a", shiftKey: false })).toBeUndefined();
    expect(toDecimetre({ x: 1.26, y: -0.04 })).toEqual({ x: 1.3, y: -0 });
  });
});

describe("what is wrong with a layout", () => {
  it("is known before it is sent", () => {
    const layout = {
      zones: [
        { zone: "a", name: " ", tier: "zone" },
        { zone: "b", name: "B", tier: "zone", outline: [{ x: 0, y: 0 }] },
      ],
      gateways: [
        { gateway: "g", zone: undefined, x: 0, y: 0 },
        { gateway: "h", zone: "b" },
        { gateway: "i", zone: undefined, x: 9e9, y: 0 },
      ],
    } as unknown as Layout;
    const faults = faultsOf(layout);
    expect(faults.map(({ kind }) => kind)).toEqual([
      ...["no-name", "outline", "no-zone", "not-placed", "no-zone", "far"],
    ]);
    // Nothing is placed and nothing drawn: nothing has to be.
    const bare = { zones: layout.zones.slice(0, 0), gateways: [{ gateway: "h", zone: "b" }] };
    expect(faultsOf(bare as unknown as Layout)).toEqual([]);
  });
});
