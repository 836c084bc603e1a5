/**
 * Crawl: every screen of the dashboard that links lead to, in one browser that is signed in.
 */
import type { Desk } from "./desk.ts";

/** More than there are: a link that makes links of its own ends here. */
const MOST = 80;

/** `from`: addresses below `/admin`. Every address that was looked at, in order. */
export async function crawl(
  desk: Desk,
  from: readonly string[],
  look: (address: string) => Promise<void>,
): Promise<readonly string[]> {
  const seen = new Set<string>();
  const waiting = [...from];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (seen.has(next) || seen.size >= MOST) continue;
    seen.add(next);
    await desk.open(next);
    await desk.page.locator("h1").first().waitFor();
    await desk.page.waitForLoadState("networkidle");
    await look(next);
    const links = await desk.page
      .locator('a[href^="/admin"]')
      .evaluateAll((all) => all.map((each) => new URL((each as HTMLAnchorElement).href).pathname));
    waiting.push(...links.map((each) => each.replace(/^\/admin\/?/, "/")));
  }
  return [...seen];
}
