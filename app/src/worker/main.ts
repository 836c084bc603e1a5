/**
 * Worker: keeps the app's own files for a phone without a network, shows what is pushed, and opens
 * the page when a notice is touched. It keeps nothing of anybody: no answer of the API is ever stored.
 */
import { seconds } from "@sighej/protocol";
import { preferred } from "../preferred.ts";
import { noticeOf } from "./notice.ts";
import { cachedPath, PAGE } from "./shell.ts";
import { type KnowsQuestion, TAKE_OVER } from "./talk.ts";

declare const self: ServiceWorkerGlobalScope;
/** Put in by the build: every file of this release, and a hash over all of them. */
declare const __FILES__: readonly string[];
declare const __RELEASE__: string;

const PREFIX = "sighej-";
const CACHE = `${PREFIX}${__RELEASE__}`;
const files: ReadonlySet<string> = new Set(__FILES__);
/** A page that does not answer is busy or asleep, and has shown nothing. */
const ANSWER_TIME_OUT = seconds(1);

self.addEventListener("install", (event) => event.waitUntil(keepFiles()));
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("message", ({ data }) => {
  if (data === TAKE_OVER) void self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const { method, url, mode } = event.request;
  const { origin, pathname: path } = new URL(url);
  if (origin !== self.location.origin) return;
  const isPage = mode === "navigate";
  const cached = cachedPath({ method, path, isPage }, files);
  if (cached !== undefined) event.respondWith(fromCache(cached, event.request));
  // The start page leads to a venue, which only the matcher knows; without it the page itself must do.
  else if (isPage && path === "/") event.respondWith(fetch(event.request).catch(() => page()));
});
self.addEventListener("push", (event) => event.waitUntil(notify(event.data?.text())));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openPage());
});

async function keepFiles(): Promise<void> {
  const cache = await caches.open(CACHE);
  // Past the browser's own cache: a file of another release would break this one for good.
  await cache.addAll(__FILES__.map((path) => new Request(path, { cache: "reload" })));
}

async function begin(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function fromCache(path: string, request: Request): Promise<Response> {
  return (await (await caches.open(CACHE)).match(path)) ?? fetch(request);
}

const page = (): Promise<Response> => fromCache(PAGE, new Request(PAGE));

async function notify(text: string | undefined): Promise<void> {
  const { title, body, tag, nudge } = noticeOf(text, preferred(self.navigator.languages));
  if (nudge !== undefined && (await isShown({ knows: nudge }))) return;
  const icons = { icon: "/icon-192.png", badge: "/badge-96.png" };
  await self.registration.showNotification(title, { body, tag, ...icons });
}

/** Whether a page that somebody looks at has shown it already. */
async function isShown(question: KnowsQuestion): Promise<boolean> {
  const windows = await self.clients.matchAll({ type: "window" });
  const seen = windows.filter(({ visibilityState }) => visibilityState === "visible");
  const answers = await Promise.all(seen.map((client) => ask(client, question)));
  return answers.includes(true);
}

function ask(client: Client, question: KnowsQuestion): Promise<boolean> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const timer = setTimeout(() => resolve(false), ANSWER_TIME_OUT);
    port1.onmessage = ({ data }) => {
      clearTimeout(timer);
      resolve(data === true);
    };
    client.postMessage(question, [port2]);
  });
}

/** A page that is open already, else a new one, which finds the session by itself. */
async function openPage(): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const [open] = windows.filter(({ url }) => /^\/(v\/[^/]+\/?)?$/.test(new URL(url).pathname));
  await (open === undefined ? self.clients.openWindow("/") : open.focus());
}
