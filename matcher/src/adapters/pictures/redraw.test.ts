import { describe, expect, it } from "vitest";
import { startPictureMaker } from "./redraw.ts";

const AT_MOST_MS = 60_000;
const drawing = (inside: string) =>
  new TextEncoder().encode(
    `<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="3000">${inside}</svg>`,
  );
/** Some minutes of noise. */
const slow = drawing(
  '<filter id="f"><feTurbulence numOctaves="200" baseFrequency="0.01"/></filter>' +
    '<rect width="4000" height="4000" filter="url(#f)"/>'.repeat(20),
);
const plain = drawing("<path/>");

describe("a picture that is drawn anew", { timeout: AT_MOST_MS }, () => {
  it("is given up when it takes too long, and no more than a few wait", async () => {
    const maker = startPictureMaker(1_500);
    const all = await Promise.all(Array.from({ length: 5 }, () => maker.redraw(slow)));
    expect(all).toEqual(["too-slow", "too-slow", "too-slow", "too-slow", "busy"]);
    await maker.stop();
  });

  it("comes after one that was given up, and not after a stop, which ends what is under way", async () => {
    const maker = startPictureMaker(1_500);
    expect(await maker.redraw(slow)).toBe("too-slow");
    expect(await maker.redraw(plain)).toMatchObject({ width: 2_048, height: 1_536 });
    const underWay = maker.redraw(slow);
    await maker.stop();
    expect(await underWay).toBe("busy");
    expect(await maker.redraw(plain)).toBe("busy");
  });
});
