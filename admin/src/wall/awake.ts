/**
 * Awake: keeps a tablet's screen on while the page is looked at, where the browser can (Screen Wake
 * Lock API). It lets go of the lock whenever the page is hidden, so it is asked for again.
 */
export function keepAwake(): { stop(): void } {
  let lock: WakeLockSentinel | undefined;
  const take = async () => {
    if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    // Refused when the battery is low: then the tablet does as it is set.
    lock = await navigator.wakeLock.request("screen").catch(() => undefined);
  };
  const shown = () => void take();
  document.addEventListener("visibilitychange", shown);
  void take();
  return {
    stop: () => {
      document.removeEventListener("visibilitychange", shown);
      void lock?.release();
    },
  };
}
