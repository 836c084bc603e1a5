/**
 * Picture: puts the views of one screen side by side, as the guides show them.
 */
import type { Chromium } from "./chromium.ts";

const phone = { width: 390, height: 844 };
const desktop = { width: 1280, height: 800 };
/** Left to right; the two desktops stand above each other. */
export const views = [
  { scheme: "light", size: phone },
  { scheme: "dark", size: phone },
  { scheme: "light", size: desktop },
  { scheme: "dark", size: desktop },
] as const;
/** Height of a phone in the picture, CSS pixels: text can be read, and a page shows a row at once. */
const HEIGHT = 600;
const GAP = 12;

/** The four views of one screen, side by side. */
export async function pictureOf({ browser }: Chromium, shots: readonly Buffer[]): Promise<Buffer> {
  const page = await browser.newPage();
  const images = shots.map(
    (shot, at) =>
      `<img class="view${at}" src="data:image/png;base64,${shot.toString("base64")}" alt="">`,
  );
  await page.setContent(`<style>
    body { display: inline-grid; grid: 1fr 1fr / auto auto auto; gap: ${GAP}px; margin: 0;
      padding: ${GAP}px; height: ${HEIGHT}px; box-sizing: content-box; background: #8a9694; }
    img { display: block; height: ${(HEIGHT - GAP) / 2}px; border-radius: 6px; }
    .view0, .view1 { grid-row: 1 / 3; height: ${HEIGHT}px; }
    .view2 { grid-area: 1 / 3; } .view3 { grid-area: 2 / 3; }
  </style>${images.join("")}`);
  const picture = await page.locator("body").screenshot();
  await page.close();
  return picture;
}
