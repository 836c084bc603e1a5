/**
 * Pushes: the browser's side of Web Push without a maker's push service: a page that is given a
 * subscription of our double, messages handed to its own service worker, and the notices shown.
 */
import type { PushSubscription } from "@sighej/protocol";
import type { BrowserContext, Worker } from "playwright-core";
import type { Handset } from "./handset.ts";

export interface Notice {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
}

export interface Pushes {
  /** Whether the page holds a subscription now. */
  readonly subscribed: boolean;
  /** Hands the page's worker what a push service would have brought. */
  deliver(text: string): Promise<void>;
  /** What the phone's lock screen shows, once `count` notices have been put there in all. */
  notices(count: number): Promise<readonly Notice[]>;
  /** Presses the notice; the addresses that its worker then opened. */
  click(tag: string): Promise<readonly string[]>;
}

/** Of a worker, what is patched below; its own types are not those of a page. */
interface Scope {
  readonly registration: ServiceWorkerRegistration;
  shown?: number;
  opened?: string[];
}

/** To be given to a handset before its first page. The browser itself never answers without a network. */
export async function grantPush(context: BrowserContext, subscription: PushSubscription) {
  const state = { subscribed: false };
  await context.exposeFunction("pushStub", (next?: boolean) => {
    if (next !== undefined) state.subscribed = next;
    return state.subscribed;
  });
  await context.addInitScript((given) => {
    const { pushStub } = globalThis as unknown as {
      pushStub: (next?: boolean) => Promise<boolean>;
    };
    const held = {
      ...{ endpoint: given.endpoint, expirationTime: null, toJSON: () => given },
      unsubscribe: async () => !(await pushStub(false)),
    };
    PushManager.prototype.subscribe = async () => {
      await pushStub(true);
      return held as unknown as globalThis.PushSubscription;
    };
    PushManager.prototype.getSubscription = async () =>
      (await pushStub()) ? (held as unknown as globalThis.PushSubscription) : null;
  }, subscription);
  return state;
}
