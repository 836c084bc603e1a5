/**
 * Memory alerts: the reference implementation of `AlertStore`; forgotten with the process.
 */
import { type AlertStore, type Listener, MAX_LISTENERS } from "../../alert-ports.ts";
import type { SecretDigest } from "../../staff-ports.ts";

export function memoryAlerts(): AlertStore {
  const listeners = new Map<SecretDigest, Listener>();
  return {
    keep: async (listener, now) => {
      for (const [session, { until }] of listeners) if (until <= now) listeners.delete(session);
      if (!listeners.has(listener.session) && listeners.size >= MAX_LISTENERS) return "full";
      listeners.set(listener.session, listener);
      return "kept";
    },
    has: async (session, now) => now < (listeners.get(session)?.until ?? 0),
    listening: async (now) => [...listeners.values()].filter(({ until }) => now < until),
    drop: async (session) => void listeners.delete(session),
    dropOf: async (account, but) => {
      for (const [session, listener] of listeners)
        if (listener.account === account && session !== but) listeners.delete(session);
    },
  };
}
