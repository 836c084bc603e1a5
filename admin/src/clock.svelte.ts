/**
 * Clock: the time, as a rune that moves once a second while something on the page shows it.
 */
import { seconds, type UnixMs, unixMs } from "@sighej/protocol";
import { createSubscriber } from "svelte/reactivity";

const ticks = createSubscriber((update) => {
  const timer = setInterval(update, seconds(1));
  return () => clearInterval(timer);
});

/** Reactive where it is read in a component. */
export function now(): UnixMs {
  ticks();
  return unixMs(Date.now());
}
