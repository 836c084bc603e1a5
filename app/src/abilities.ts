/**
 * Abilities: what this phone's browser can do, asked once, so that nothing is offered that cannot
 * work.
 */
import type { PushAbility } from "./notices.ts";

export interface Abilities {
  readonly push: PushAbility;
}

/** What a browser tells, as far as it matters here. */
interface Signs {
  readonly hasPush: boolean;
  readonly hasWorker: boolean;
  /** An iPhone or iPad, where only an installed page may be pushed to. */
  readonly isApple: boolean;
  readonly isInstalled: boolean;
}

export const abilitiesFrom = ({ hasPush, hasWorker, isApple, isInstalled }: Signs): Abilities => ({
  push: hasPush && hasWorker ? "yes" : isApple && !isInstalled ? "install-first" : "no",
});

export function abilitiesHere(): Abilities {
  return abilitiesFrom({
    hasPush: "PushManager" in globalThis && "Notification" in globalThis,
    hasWorker: "serviceWorker" in navigator,
    // iPads call themselves Macs, and no Mac has a touch screen.
    isApple:
      /iPhone|iPad/.test(navigator.userAgent) ||
      (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1),
    isInstalled: matchMedia("(display-mode: standalone)").matches,
  });
}
