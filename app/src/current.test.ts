import { seconds } from "@sighej/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { nudge } from "../test/made-up.ts";
import { keepCurrent } from "./current.ts";
import { TAKE_OVER } from "./worker/talk.ts";

/** A browser's side of service workers, which jsdom has not. `controlled`: one is in charge already. */
function browser(controlled: boolean) {
  const said: unknown[] = [];
  const worker = Object.assign(new EventTarget(), {
    postMessage: (message: unknown) => said.push(message),
  });
  const registration = Object.assign(new EventTarget(), {
    waiting: null as typeof worker | null,
    installing: null as typeof worker | null,
    updates: 0,
    update: async () => {
      registration.updates += 1;
    },
  });
  const workers = Object.assign(new EventTarget(), {
    controller: controlled ? worker : null,
    register: async () => registration,
  });
  const state = { mayReload: false };
  keepCurrent({
    workers: workers as unknown as ServiceWorkerContainer,
    mayReload: () => state.mayReload,
    knows: (id) => id === nudge(1).id,
  });
  return { said, worker, registration, workers, state };
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const look = async (): Promise<void> => {
  document.dispatchEvent(new Event("visibilitychange"));
  await settle();
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a newer worker takes over when nobody loses anything by it, and not before", async () => {
  const { said, worker, registration, state } = browser(true);
  await settle();
  registration.installing = worker;
  registration.dispatchEvent(new Event("updatefound"));
  registration.waiting = worker;
  worker.dispatchEvent(new Event("statechange"));
  expect(said).toEqual([]);
  state.mayReload = true;
  await look();
  expect(said).toEqual([TAKE_OVER]);
});

test("the first worker finds a page that is as new as itself", async () => {
  const { said, worker, registration, state } = browser(false);
  await settle();
  state.mayReload = true;
  registration.waiting = worker;
  await look();
  expect(said).toEqual([]);
});

test("a page that is looked at asks for a newer release once an hour", async () => {
  const { registration } = browser(true);
  await look();
  expect(registration.updates).toBe(0);
  await vi.advanceTimersByTimeAsync(seconds(3_601));
  await look();
  await look();
  expect(registration.updates).toBe(1);
});

test.each([
  [{ knows: nudge(1).id }, true],
  [{ knows: nudge(2).id }, false],
  [{ knows: "no nudge" }, false],
  ["something else", false],
])("a worker that asks %j hears %s", async (asked, answer) => {
  const { workers } = browser(true);
  const heard: unknown[] = [];
  const port = { postMessage: (message: unknown) => heard.push(message) };
  workers.dispatchEvent(Object.assign(new Event("message"), { data: asked, ports: [port] }));
  expect(heard).toEqual([answer]);
});
