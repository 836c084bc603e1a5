/**
 * Pushes: a phone's side of Web Push without a maker's push service: a page that is given a
 * subscription of our double, messages handed to its own service worker, and the notices shown.
 */
import type { PushSubscription as Subscription } from "@sighej/protocol";
import type { BrowserContext, Page, Worker } from "playwright-core";
import { vi } from "vitest";

interface Notice {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
}

export interface Pushes {
  /** Whether the page holds a subscription now. */
  isSubscribed(): boolean;
  /** Hands the page's worker what a push service would have brought; done when it has dealt with it. */
  deliver(text: string): Promise<void>;
  /** What the phone shows of it now. */
  notices(): Promise<readonly Notice[]>;
  /** Touches the notice; the address that its worker then opens. */
  touch(notice: Notice): Promise<string>;
}

/** An attendee's, or one of staff. */
interface Phone {
  readonly context: BrowserContext;
  readonly page: Page;
}

/** Of a worker what is used here; a page's types know nothing of it. */
interface Scope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: { openWindow(address: string): Promise<unknown> };
  readonly NotificationEvent: new (type: string, of: { notification: Notification }) => Event;
  readonly ExtendableEvent: { prototype: Event & { waitUntil(work: Promise<unknown>): void } };
  dispatchEvent(event: Event): boolean;
  dealtWith: number;
}

/** To be asked before the phone's first page. A real `subscribe()` is silent without a network. */
export async function openPushes(phone: Phone, subscription: Subscription): Promise<Pushes> {
  let subscribed = false;
  await phone.context.exposeFunction("pushStub", (next?: boolean) => {
    subscribed = next ?? subscribed;
    return subscribed;
  });
  await phone.context.addInitScript(giveSubscription, subscription);

  const worker = async (): Promise<Worker> => {
    const [running] = phone.context.serviceWorkers();
    return running ?? phone.context.waitForEvent("serviceworker");
  };
  return {
    isSubscribed: () => subscribed,
    deliver: async (text) => {
      const scope = await worker();
      const before = await scope.evaluate(countPushes);
      await handOver(phone, new URL(scope.url()).origin, text);
      await vi.waitFor(async () => {
        const now = await scope.evaluate(() => (globalThis as unknown as Scope).dealtWith);
        if (now === before) throw new Error("the worker has not dealt with the message");
      });
    },
    notices: async () =>
      (await worker()).evaluate(async () => {
        const { registration } = globalThis as unknown as Scope;
        const shown = await registration.getNotifications();
        return shown.map(({ title, body, tag }) => ({ title, body, tag }));
      }),
    touch: async ({ tag }) => (await worker()).evaluate(touchNotice, tag),
  };
}

/** In a page. */
function giveSubscription(given: Subscription): void {
  const { pushStub } = globalThis as unknown as { pushStub: (next?: boolean) => Promise<boolean> };
  const held = {
    ...{ endpoint: given.endpoint, expirationTime: null, toJSON: () => given },
    unsubscribe: async () => !(await pushStub(false)),
  } as unknown as PushSubscription;
  PushManager.prototype.subscribe = async () => {
    await pushStub(true);
    return held;
  };
  PushManager.prototype.getSubscription = async () => ((await pushStub()) ? held : null);
}

/** In a worker: how many messages it has dealt with, counted from the first call on. */
function countPushes(): number {
  const scope = globalThis as unknown as Scope;
  if (scope.dealtWith !== undefined) return scope.dealtWith;
  scope.dealtWith = 0;
  const { prototype } = scope.ExtendableEvent;
  const { waitUntil } = prototype;
  prototype.waitUntil = function (work) {
    waitUntil.call(this, work);
    const dealt = () => {
      scope.dealtWith++;
    };
    if (this.type === "push") void work.then(dealt, dealt);
  };
  return scope.dealtWith;
}

/**
 * In a worker: no script can touch a notice as a finger does, so it is told of a touch, and what only
 * a finger may have opened is written down.
 */
async function touchNotice(tag: string): Promise<string> {
  const scope = globalThis as unknown as Scope;
  const [notification] = await scope.registration.getNotifications({ tag });
  if (notification === undefined) throw new Error("there is no such notice");
  return new Promise((resolve) => {
    scope.clients.openWindow = async (address) => resolve(address);
    scope.dispatchEvent(new scope.NotificationEvent("notificationclick", { notification }));
  });
}

async function handOver({ page, context }: Phone, origin: string, data: string): Promise<void> {
  const cdp = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const own = registrations.find(
        ({ scopeURL, isDeleted }) => scopeURL.startsWith(origin) && !isDeleted,
      );
      if (own !== undefined) resolve(own.registrationId);
    });
  });
  await cdp.send("ServiceWorker.enable");
  const registrationId = await registered;
  await cdp.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data });
  await cdp.detach();
}
