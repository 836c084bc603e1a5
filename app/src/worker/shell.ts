/**
 * Shell: which file of the app answers a request without a network. Pure.
 */

/** The page itself, whatever venue it is for. */
export const PAGE = "/index.html";

/**
 * The path to take from the cache; undefined where the network alone may answer. `kept` are the
 * files of this release. The venue's page comes from the same release as its scripts, always.
 */
export function cachedPath(
  { method, path, isPage }: { method: string; path: string; isPage: boolean },
  kept: ReadonlySet<string>,
): string | undefined {
  if (method !== "GET" || path.startsWith("/api/")) return undefined;
  if (isPage && /^\/v\/[^/]+\/?$/.test(path)) return PAGE;
  return kept.has(path) ? path : undefined;
}
