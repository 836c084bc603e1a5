/**
 * Alerts: has this browser listen for reports with the page closed, by Web Push, and lets go of it.
 *
 * Chromium's `subscribe()` neither resolves nor rejects without a network, so every step has an end of
 * its own.
 */
import {
  decodeBase64url,
  decodePushSubscription,
  type PushSubscription as Subscription,
  seconds,
} from "@sighej/protocol";

/** Whoever waits longer believes that nothing happens. */
const TIME_OUT = seconds(10);
/** Beside the page, for its addresses alone: the attendees' app has a worker of its own. */
const WORKER = "/admin/alerts.js";
const SCOPE = "/admin/";

/** Whether this browser can; an iPhone only once the page is on its Home Screen. */
export const canListen = (): boolean =>
  "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

/** To be called from a press: without one a browser does not ask. */
export async function listen(pushKey: string): Promise<Subscription | "refused" | "failed"> {
  try {
    if ((await Notification.requestPermission()) !== "granted") return "refused";
    const key = decodeBase64url(pushKey);
    if (!key.ok) return "failed";
    const worker = await within(navigator.serviceWorker.register(WORKER, { scope: SCOPE }));
    await within(becomesActive(worker));
    const options = { userVisibleOnly: true, applicationServerKey: key.value.slice() };
    const made = await within(worker.pushManager.subscribe(options));
    const subscription = decodePushSubscription(made.toJSON());
    return subscription.ok ? subscription.value : "failed";
  } catch {
    return "failed";
  }
}

/** As when it is switched off, or somebody signs out. */
export async function stopListening(): Promise<void> {
  try {
    const worker = await navigator.serviceWorker?.getRegistration(SCOPE);
    await (await worker?.pushManager.getSubscription())?.unsubscribe();
    for (const notice of (await worker?.getNotifications()) ?? []) notice.close();
  } catch {
    // No network to tell the push service: the matcher forgets its half anyway.
  }
}

/** A subscription needs a worker that is there; the page itself is under none. */
function becomesActive(registration: ServiceWorkerRegistration): Promise<void> {
  const coming = registration.installing ?? registration.waiting;
  if (registration.active !== null || coming === null) return Promise.resolve();
  return new Promise((resolve) => {
    coming.addEventListener("statechange", () => {
      if (coming.state === "activated") resolve();
    });
  });
}

const within = <T>(work: Promise<T>): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error("too late")), TIME_OUT);
    }),
  ]);
