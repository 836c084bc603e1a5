/**
 * Abilities: what this phone's browser can do, asked once, so that nothing is offered that cannot
 * work.
 */
import type { PushAbility } from "./notices.ts";

export interface Abilities {
  readonly push: PushAbility;
  readonly bluetooth: boolean;
  /** To hear adverts itself. */
  readonly scan: boolean;
  readonly camera: boolean;
  /** Installed where an installed page shares nothing with the browser it came from. */
  readonly moves: boolean;
}

/** What a browser tells, as far as it matters here. */
interface Signs {
  readonly hasPush: boolean;
  readonly hasWorker: boolean;
  /** An iPhone or iPad, where only an installed page may be pushed to. */
  readonly isApple: boolean;
  readonly isInstalled: boolean;
}

export const pushFrom = ({ hasPush, hasWorker, isApple, isInstalled }: Signs): PushAbility =>
  hasPush && hasWorker ? "yes" : isApple && !isInstalled ? "install-first" : "no";

/** Whether the browser keeps what was chosen over Bluetooth for later, without a list. */
export function remembersDevices(): boolean {
  const { bluetooth } = navigator as { readonly bluetooth?: object };
  return bluetooth !== undefined && "getDevices" in bluetooth;
}

export function abilitiesHere(): Abilities {
  // iPads call themselves Macs, and no Mac has a touch screen.
  const isApple =
    /iPhone|iPad/.test(navigator.userAgent) ||
    (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
  const isInstalled = matchMedia("(display-mode: standalone)").matches;
  const push = pushFrom({
    hasPush: "PushManager" in globalThis && "Notification" in globalThis,
    hasWorker: "serviceWorker" in navigator,
    ...{ isApple, isInstalled },
  });
  // Pages that are not secure have neither of these.
  const { bluetooth } = navigator as { readonly bluetooth?: object };
  return {
    push,
    bluetooth: bluetooth !== undefined,
    scan: bluetooth !== undefined && "requestLEScan" in bluetooth,
    camera: "mediaDevices" in navigator,
    moves: isApple && isInstalled,
  };
}
