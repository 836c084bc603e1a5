/**
 * `npm run screens`: turns a tour of the app into the pictures of docs/screens/, one a screen: on a
 * phone and on a desktop, light and dark. Whatever lay there before is replaced.
 */
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setup as buildApp } from "./build-app.ts";
import { type Chromium, openChromium } from "./chromium.ts";
import { pictureOf, views } from "./picture.ts";
import { takeTours } from "./tours.ts";

const folder = fileURLToPath(new URL("../../docs/screens", import.meta.url));
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

await buildApp();
const chromium = await openChromium();
try {
  const taken = await Promise.all(views.map((view) => shotsOf(chromium, view)));
  await mkdir(folder, { recursive: true });
  // The dashboard's are in a folder below.
  for (const name of await readdir(folder)) if (name.endsWith(".png")) await rm(join(folder, name));
  for (const name of taken[0]?.keys() ?? []) {
    const shots = taken.flatMap((each) => each.get(name) ?? []);
    await writeFile(join(folder, `${name}.png`), await pictureOf(chromium, shots));
    process.stdout.write(`docs/screens/${name}.png\n`);
  }
} finally {
  await chromium.stop();
}
