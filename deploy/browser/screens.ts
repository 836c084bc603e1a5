/**
 * `npm run screens`: turns a tour of the app into the pictures of docs/screens/, one a screen: on a
 * phone and on a desktop, light and dark. Whatever lay there before is replaced.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setup as buildApp } from "./build-app.ts";
import { type Chromium, openChromium } from "./chromium.ts";
import { takeTours } from "./tours.ts";

const folder = fileURLToPath(new URL("../../docs/screens", import.meta.url));
const phone = { width: 390, height: 844 };
const desktop = { width: 1280, height: 800 };
/** Left to right; the two desktops stand above each other. */
const views = [
  { scheme: "light", size: phone },
  { scheme: "dark", size: phone },
  { scheme: "light", size: desktop },
  { scheme: "dark", size: desktop },
] as const;
/** Height of a phone in the picture, CSS pixels: text can be read, and a page shows a row at once. */
const HEIGHT = 600;
const GAP = 12;

/** Every screen of one view, by name, in the order of the tour. */
async function shotsOf(
  { browser }: Chromium,
  view: (typeof views)[number],
): Promise<ReadonlyMap<string, Buffer>> {
  const shots = new Map<string, Buffer>();
  await takeTours(browser, view, async (name, { page }) => {
    // Nothing is touched, and whoever comes to a page sees its top.
    await page.mouse.move(0, 0);
    await page.evaluate(() => scrollTo(0, 0));
    shots.set(name, await page.screenshot({ animations: "disabled" }));
  });
  return shots;
}

/** The four views of one screen, side by side. */
async function pictureOf({ browser }: Chromium, shots: readonly Buffer[]): Promise<Buffer> {
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

await buildApp();
const chromium = await openChromium();
try {
  const taken = await Promise.all(views.map((view) => shotsOf(chromium, view)));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const name of taken[0]?.keys() ?? []) {
    const shots = taken.flatMap((each) => each.get(name) ?? []);
    await writeFile(join(folder, `${name}.png`), await pictureOf(chromium, shots));
    process.stdout.write(`docs/screens/${name}.png\n`);
  }
} finally {
  await chromium.stop();
}
