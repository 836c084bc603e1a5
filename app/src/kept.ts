/**
 * Kept: the session in the tab's own storage, so that a reload finds it again, both ways.
 *
 * The only thing that the page ever stores: written after consent, gone with the session or the tab.
 */
import { decodeSessionStarted, encodeSessionStarted, type SessionStarted } from "@sighej/protocol";
import type { OwnSession } from "./session.ts";

const KEY = "sighej.session";

export interface Kept {
  /** What was kept; its times are as old as it is. */
  read(): SessionStarted | undefined;
  write(session: OwnSession): void;
  clear(): void;
}

/**
 * `storage` answers `sessionStorage`, which some settings forbid even to name. Storage that is full
 * or forbidden costs the way back after a reload and nothing else, so it is no fault.
 */
export function keptIn(storage: () => Storage): Kept {
  return {
    read() {
      const held = attempt(() =>
        decodeSessionStarted(JSON.parse(storage().getItem(KEY) ?? "null")),
      );
      return held?.ok ? held.value : undefined;
    },
    write({ view, bearer, beaconKey }) {
      const text = JSON.stringify(encodeSessionStarted({ ...view, bearer, beaconKey }));
      attempt(() => storage().setItem(KEY, text));
    },
    clear() {
      attempt(() => storage().removeItem(KEY));
    },
  };
}

function attempt<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
