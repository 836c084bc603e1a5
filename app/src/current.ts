/**
 * Current: the page's side of its service worker: registers it, lets a newer one take over when that
 * takes nothing from anybody, and says which nudges the page has shown.
 */
import { type NudgeId, parseNudgeId, seconds } from "@sighej/protocol";
import { TAKE_OVER } from "./worker/talk.ts";

/** A page in a pocket is looked at often; a release comes seldom. */
const LOOK_AGAIN = seconds(3_600);

interface Config {
  readonly workers: ServiceWorkerContainer;
  readonly mayReload: () => boolean;
  readonly knows: (nudge: NudgeId) => boolean;
}

export function keepCurrent({ workers, mayReload, knows }: Config): void {
  // The first worker that ever comes finds a page that is as new as itself.
  let isLate = workers.controller !== null;
  let lookedAt = Date.now();
  let registration: ServiceWorkerRegistration | undefined;

  function offer(): void {
    const waiting = registration?.waiting;
    if (waiting && isLate && mayReload()) waiting.postMessage(TAKE_OVER);
  }

  async function look(): Promise<void> {
    offer();
    if (registration === undefined || Date.now() - lookedAt < LOOK_AGAIN) return;
    lookedAt = Date.now();
    // No network, or a matcher that is away: the page works on from its cache.
    await registration.update().catch(() => {});
  }

  async function register(): Promise<void> {
    registration = await workers.register("/sw.js");
    registration.addEventListener("updatefound", () => {
      const coming = registration?.installing;
      coming?.addEventListener("statechange", offer);
    });
    offer();
  }

  workers.addEventListener("controllerchange", () => {
    if (isLate) location.reload();
    isLate = true;
  });
  workers.addEventListener("message", ({ data, ports: [port] }: MessageEvent<unknown>) => {
    const asked = typeof data === "object" && data !== null && "knows" in data ? data.knows : "";
    const nudge = parseNudgeId(asked);
    port?.postMessage(nudge.ok && knows(nudge.value));
  });
  document.addEventListener("visibilitychange", () => void look());
  // Settings that forbid workers cost notices and working without a network, and nothing else.
  register().catch(() => {});
}
