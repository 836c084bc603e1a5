/**
 * Kept: everything that a site has left in a browser, so that a test can say that it is nothing.
 */
import type { SessionStarted } from "@sighej/protocol";
import { beaconKeyText } from "@sighej/protocol";
import type { Handset } from "./handset.ts";

export interface Kept {
  readonly local: readonly (readonly [string, string])[];
  readonly tab: readonly (readonly [string, string])[];
  readonly cookies: readonly string[];
  readonly databases: readonly string[];
  /** By address, what lies in its caches. */
  readonly cached: readonly (readonly [string, string])[];
}

export async function keptBy({ page, context }: Handset): Promise<Kept> {
  const inPage = await page.evaluate(async () => {
    const cached: [string, string][] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys())
        cached.push([request.url, (await (await cache.match(request))?.text()) ?? ""]);
    }
    return {
      local: Object.entries(localStorage),
      tab: Object.entries(sessionStorage),
      databases: (await indexedDB.databases()).map(({ name }) => name ?? ""),
      cached,
    };
  });
  const cookies = await context.cookies();
  return { ...inPage, cookies: cookies.map(({ name }) => name) };
}

/** What nobody but its phone may hold of a session, as it would be written down. */
export const secretsOf = ({ bearer, beaconKey, session }: SessionStarted): readonly string[] => [
  bearer,
  beaconKeyText(beaconKey),
  session,
];
