import { seconds } from "@sighej/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { nudge } from "../test/made-up.ts";
import { openNotices } from "./notices.ts";

const pushKey = `B${"A".repeat(86)}`;
const made = {
  endpoint: "https://push.example/1",
  keys: { p256dh: pushKey, auth: "A".repeat(22) },
};
const never = <T>(): Promise<T> => new Promise(() => {});

/** A browser's half of Web Push. jsdom has none: what is here is what a page sees of it. */
function browser(permission: NotificationPermission, answer: NotificationPermission = permission) {
  const seen = { asked: 0, closed: [] as string[], unsubscribed: 0 };
  vi.stubGlobal("Notification", {
    permission,
    requestPermission: async () => {
      seen.asked += 1;
      return answer;
    },
  });
  const subscription = {
    toJSON: () => made,
    unsubscribe: async () => {
      seen.unsubscribed += 1;
      return true;
    },
  };
  const pushManager = {
    there: false,
    getSubscription: async () => (pushManager.there ? subscription : null),
    subscribe: async () => {
      pushManager.there = true;
      return subscription;
    },
  };
  const shown = ["one", nudge(1).id];
  const registration = {
    pushManager,
    getNotifications: async ({ tag }: GetNotificationOptions = {}) =>
      shown
        .filter((each) => tag === undefined || each === tag)
        .map((each) => ({ close: () => seen.closed.push(each) })),
  };
  const notices = openNotices(async () => registration as unknown as ServiceWorkerRegistration);
  return { notices, seen, pushManager };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a browser without notices is not asked", async () => {
  expect(await openNotices(never).subscribe(pushKey, true)).toBe("unasked");
});

test("without a press nothing is asked, and nothing new is subscribed to", async () => {
  const { notices, seen } = browser("default", "granted");
  expect(await notices.subscribe(pushKey, false)).toBe("unasked");
  expect(seen.asked).toBe(0);
  const before = browser("granted");
  expect(await before.notices.subscribe(pushKey, false)).toBe("unasked");
  before.pushManager.there = true;
  expect(await before.notices.subscribe(pushKey, false)).toEqual(made);
});

test("a press asks, and a yes subscribes", async () => {
  const { notices, seen } = browser("default", "granted");
  expect(await notices.subscribe(pushKey, true)).toEqual(made);
  expect(seen.asked).toBe(1);
});

test.each([
  ["default", "denied"],
  ["default", "default"],
  ["denied", "denied"],
] as const)("allowed is %s, the answer is %s: refused", async (permission, answer) => {
  expect(await browser(permission, answer).notices.subscribe(pushKey, true)).toBe("refused");
});

test("a push service that never answers fails by itself", async () => {
  const { notices, pushManager } = browser("granted");
  pushManager.subscribe = never;
  const asked = notices.subscribe(pushKey, true);
  await vi.advanceTimersByTimeAsync(seconds(11));
  expect(await asked).toBe("failed");
});

test("to forget takes the subscription back and every notice away", async () => {
  const { notices, seen, pushManager } = browser("granted");
  pushManager.there = true;
  await notices.forget();
  expect(seen).toMatchObject({ unsubscribed: 1, closed: ["one", nudge(1).id] });
});

test("a nudge that was seen takes its own notices away, and no other", async () => {
  const { notices, seen } = browser("granted");
  await notices.clear(nudge(1).id);
  expect(seen.closed).toEqual([nudge(1).id]);
});

test("where there can be no worker, forgetting ends all the same", async () => {
  const forgotten = openNotices(never).forget();
  await vi.advanceTimersByTimeAsync(seconds(11));
  await expect(forgotten).resolves.toBeUndefined();
});
