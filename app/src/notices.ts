/**
 * Notices: Web Push for one session: whether this phone has it, asking for it, and taking it back.
 *
 * Chromium's `subscribe()` neither resolves nor rejects without a network, so every step here has an
 * end of its own.
 */
import {
  decodeBase64url,
  decodePushSubscription,
  type NudgeId,
  type PushSubscription as Subscription,
  seconds,
} from "@sighej/protocol";

/** Whoever waits longer believes that nothing happens. */
const TIME_OUT = seconds(10);

/** `install-first`: only once the page is on the Home Screen, as on an iPhone. */
export type PushAbility = "no" | "install-first" | "yes";

/** What subscribing came to; `unasked` where the browser's question was not answered before. */
type Subscribed = Subscription | "unasked" | "refused" | "failed";

export interface Notices {
  subscribe(pushKey: string, ask: boolean): Promise<Subscribed>;
  /** Take back the subscription and every notice on the screen. */
  forget(): Promise<void>;
  /** The notices of one nudge have done their work. */
  clear(nudge: NudgeId): Promise<void>;
}

/** `registration` resolves once there is a worker to receive; never where there can be none. */
export function openNotices(registration: () => Promise<ServiceWorkerRegistration>): Notices {
  const ready = () => within(registration());

  async function subscribe(pushKey: string, ask: boolean): Promise<Subscribed> {
    if (!("Notification" in globalThis)) return "unasked";
    try {
      const permission = ask ? await Notification.requestPermission() : Notification.permission;
      if (permission === "denied") return "refused";
      if (permission !== "granted") return ask ? "refused" : "unasked";
      const { pushManager } = await ready();
      const there = await pushManager.getSubscription();
      // Allowed for this origin some other time, which is not a yes to this session.
      if (there === null && !ask) return "unasked";
      const key = decodeBase64url(pushKey);
      if (!key.ok) return "failed";
      const options = { userVisibleOnly: true, applicationServerKey: key.value.slice() };
      const made = there ?? (await within(pushManager.subscribe(options)));
      const subscription = decodePushSubscription(made.toJSON());
      return subscription.ok ? subscription.value : "failed";
    } catch {
      return "failed";
    }
  }

  async function close(filter?: GetNotificationOptions): Promise<void> {
    for (const notice of await (await ready()).getNotifications(filter)) notice.close();
  }

  return {
    subscribe,
    async forget() {
      try {
        await close();
        await (await (await ready()).pushManager.getSubscription())?.unsubscribe();
      } catch {
        // No worker, or no network to tell the push service: the matcher forgets its half anyway.
      }
    },
    async clear(nudge) {
      try {
        await close({ tag: nudge });
      } catch {
        // No worker, so no notice.
      }
    },
  };
}

function within<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DOMException("no answer", "TimeoutError")), TIME_OUT);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
