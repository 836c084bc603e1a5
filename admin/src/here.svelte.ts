/**
 * Here: which address the page shows, as a rune; links and the browser's own buttons move it.
 */
import { addressOf } from "./way.ts";

let path = $state.raw(location.pathname);
let query = $state.raw(location.search);

export const here = {
  get path(): string {
    return path;
  },
  get query(): URLSearchParams {
    return new URLSearchParams(query);
  },
  /** Whether that is the address, with or without a slash at the end. */
  is(address: string): boolean {
    return address === path.replace(/\/$/, "");
  },
};

function look(): void {
  [path, query] = [location.pathname, location.search];
}

/** Shows another address of the dashboard, as a link would. */
export function go(address: string): void {
  history.pushState(null, "", address);
  look();
}

/** Shows another address in the place of this one, to which nobody goes back. */
export function goInstead(address: string): void {
  history.replaceState(null, "", address);
  look();
}

/** Changes what is after the question mark, in the place of what was there; undefined takes away. */
export function putQuery(changes: Readonly<Record<string, string | undefined>>): void {
  const next = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  history.replaceState(null, "", text === "" ? location.pathname : `?${text}`);
  look();
}

/** Plain presses on links to the dashboard stay in the page; all others are the browser's. */
function followed(press: MouseEvent): void {
  const plain =
    press.button === 0 && !press.metaKey && !press.ctrlKey && !press.shiftKey && !press.altKey;
  if (!plain || press.defaultPrevented || !(press.target instanceof Element)) return;
  const link = press.target.closest("a");
  if (link === null || link.origin !== location.origin || link.hasAttribute("download")) return;
  const home = addressOf("/");
  if (link.pathname !== home && !link.pathname.startsWith(`${home}/`)) return;
  if (link.target !== "" || link.hash !== "") return;
  press.preventDefault();
  go(link.pathname + link.search);
}

export function followLinks(): void {
  addEventListener("popstate", look);
  document.addEventListener("click", followed);
}
