/**
 * Worker of the dashboard: shows that there is a report, and opens the inbox when that is touched. It
 * keeps nothing and answers no request.
 */
import { noticeOf } from "./notice.ts";

declare const self: ServiceWorkerGlobalScope;

self.addEventListener("install", () => void self.skipWaiting());
self.addEventListener("push", (event) => event.waitUntil(show(event.data?.text())));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const path: unknown = event.notification.data;
  event.waitUntil(open(typeof path === "string" ? path : "/admin/"));
});

async function show(text: string | undefined): Promise<void> {
  const { title, body, tag, path } = noticeOf(text, self.navigator.languages);
  await self.registration.showNotification(title, { body, tag, data: path });
}

/** A page of the dashboard that is open is used; another one is opened else. */
async function open(path: string): Promise<void> {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages.find(({ url }) => new URL(url).pathname === path);
  await (page === undefined ? self.clients.openWindow(path) : page.focus());
}
