import { dbm, readToken, type Sighting } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeLive, encodeLive, LIVE_TOKENS, liveWindow } from "./live.ts";
import { lineOf, screenOf } from "./live-view.ts";

const sighting = (filling: number, mean: number, count = 3): Sighting => ({
  token: readToken(new Uint8Array(8).fill(filling), 0),
  count,
  mean: dbm(mean),
  max: dbm(Math.ceil(mean)),
});
const at = Date.UTC(2026, 0, 1, 20, 15, 1);
const screen = { columns: 60, rows: 10, colour: false };

describe("what scan shows", () => {
  it("is the rate and the tokens, strongest first, by four of their digits", () => {
    const window = liveWindow(at, 500, 71, [sighting(0x3f, -71.4), sighting(0xa1, -55, 1)]);
    expect(lineOf(window)).toBe(
      "20:15:01  142 adverts/s, 2 tokens: a1a1 -55 dBm ×1, 3f3f -71 dBm ×3",
    );
    expect(screenOf(window, screen).split("\r\n").slice(0, 4)).toEqual([
      "\x1b[H\x1b[2J20:15:01  142 adverts/s, 2 tokens",
      "",
      `a1a1   -55 dBm  ${"#".repeat(24)}${".".repeat(14)}  ×1`,
      `3f3f   -71 dBm  ${"#".repeat(16)}${".".repeat(22)}  ×3`,
    ]);
    expect(screenOf(liveWindow(at, 1_000, 0, []), screen)).toContain("no beacon of ours");
  });

  it("keeps to the screen, and to plain text where there is no colour", () => {
    const crowd = Array.from({ length: 200 }, (_, n) => sighting(n, -40 - n / 4));
    const window = liveWindow(at, 1_000, 900, crowd);
    expect(window.tokens).toHaveLength(LIVE_TOKENS);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 100 }), (c, r) => {
        const drawn = screenOf(window, { columns: c, rows: r, colour: false });
        expect(drawn.split("\r\n").length).toBeLessThanOrEqual(Math.max(5, r));
        expect(drawn.replace("\x1b[H\x1b[2J", "")).not.toContain("\x1b");
        expect(drawn).toMatch(/and \d+ more/);
      }),
    );
    expect(screenOf(window, { ...screen, colour: true })).toContain("\x1b[32m");
  });

  it("comes through the socket as it went in, and nothing else does", () => {
    const window = liveWindow(at, 1_000, 9, [sighting(1, -60), sighting(2, -61)]);
    expect(decodeLive(encodeLive(window))).toEqual(window);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        expect(decodeLive(line)).toBeUndefined();
      }),
    );
  });
});
