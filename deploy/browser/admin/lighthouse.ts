/**
 * `npm run lighthouse:admin`: how Lighthouse judges every screen of the dashboard that links lead to,
 * and those for whoever is not signed in, on its mobile profile. Exit code 1 when one falls below the
 * limit.
 */
import type { Browser } from "playwright-core";
import { setup as buildPages } from "../build-app.ts";
import { openChromium } from "../chromium.ts";
import { type Category, judge, said } from "../judge.ts";
import { crawl } from "./crawl.ts";
import { type House, openHouse } from "./house.ts";

const CATEGORIES: readonly Category[] = ["accessibility", "best-practices"];
/** Of 100, in each of them. */
const LIMIT = 95;

async function look(address: string, cookie?: string): Promise<void> {
  const { scores, faults } = await judge(address, CATEGORIES, cookie);
  const why = faults.length === 0 ? "" : `: ${faults.join("; ")}`;
  process.stdout.write(`${new URL(address).pathname}: ${said(CATEGORIES, scores)}${why}\n`);
  if (scores.some((score) => score < LIMIT)) process.exitCode = 1;
}

async function lookAtAll({ matcher, desk: open }: House, browser: Browser): Promise<void> {
  const at = (path: string) => `${matcher.url}/admin${path}`;
  // The first owner, before there is one; then whoever is not signed in, and a zone's screen.
  await look(at(""));
  const desk = await open(browser);
  await look(at(""));
  await look(`${matcher.url}/screen`);
  const addresses = await crawl(desk, ["/", "/me"], async () => undefined);
  const cookies = await desk.context.cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  await desk.stop();
  // Of each screen once: the venues of a house look alike.
  const once = new Map(addresses.map((path) => [path.replaceAll(/[0-9a-f-]{36}/g, ""), path]));
  for (const path of once.values()) await look(at(path), cookie);
}

await buildPages();
const chromium = await openChromium();
const house = await openHouse({ counting: true });
try {
  await lookAtAll(house, chromium.browser);
} finally {
  await house.stop();
  await chromium.stop();
}
