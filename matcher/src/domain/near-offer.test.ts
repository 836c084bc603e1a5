import { metres } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { gateway, setup, zone } from "../../test/fixtures.ts";
import { nearOffersOf } from "./near-offer.ts";
import { policies } from "./policy.ts";

const hall = zone("hall");
/** Gateways spread evenly over a hall, and its outline. */
function hallOf(width: number, depth: number, gateways: number) {
  const columns = Math.max(1, Math.round(Math.sqrt((gateways * width) / depth)));
  const rows = Math.round(gateways / columns);
  const corners = [
    [0, 0],
    [width, 0],
    [width, depth],
    [0, depth],
  ] as const;
  return {
    zones: [
      {
        id: hall,
        tier: "near" as const,
        outline: corners.map(([x, y]) => ({ x: metres(x), y: metres(y) })),
      },
    ],
    gateways: Array.from({ length: columns * rows }, (_, at) => ({
      id: gateway(`g-${at}`),
      zone: hall,
      x: metres((((at % columns) + 0.5) * width) / columns),
      y: metres(((Math.floor(at / columns) + 0.5) * depth) / rows),
    })),
  };
}
const offerOf = (width: number, depth: number, gateways: number) => {
  const [offer] = nearOffersOf(hallOf(width, depth, gateways), policies.default);
  if (offer === undefined) throw new Error("it asks for nearness");
  return offer;
};

describe("near", () => {
  it("is offered with one gateway per 30 or 45 m², and not with one per 90 or 150", () => {
    expect(offerOf(40, 30, 40)).toMatchObject({ offered: true });
    expect(offerOf(40, 30, 27)).toMatchObject({ offered: true });
    expect(offerOf(40, 30, 13)).toMatchObject({ offered: false });
    expect(offerOf(40, 30, 8)).toMatchObject({ offered: false });
  });

  it("is foretold about as the recorded hall turned out", () => {
    // 365 m²; measured: 0.40 with twelve gateways, 0.27 with six (`nearness.ts`).
    expect(Math.abs(offerOf(20.7, 17.6, 12).recall - 0.4)).toBeLessThan(0.12);
    expect(Math.abs(offerOf(20.7, 17.6, 6).recall - 0.27)).toBeLessThan(0.15);
  });

  it("says in words why not, and where one more gateway helps: where there is none", () => {
    const lopsided = hallOf(40, 20, 20);
    const left = { ...lopsided, gateways: lopsided.gateways.filter(({ x }) => x < 20) };
    const [offer] = nearOffersOf(left, policies.default);
    expect(offer?.oneMore?.x).toBeGreaterThan(20);
    expect(offerOf(40, 30, 8).why).toMatch(
      /^Near is not offered: with one gateway per 1\d\d m², of ten pairs .* One more gateway helps most around/,
    );
  });

  it("is the same for the same layout, and nothing to say where no zone asks for it", () => {
    expect(offerOf(20, 20, 9)).toEqual(offerOf(20, 20, 9));
    const bars = setup.zones.filter(({ tier }) => tier === "zone");
    expect(nearOffersOf({ ...setup, zones: bars }, policies.default)).toEqual([]);
  });
});
