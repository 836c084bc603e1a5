/**
 * Connection: whether the matcher answers, and since when not, as runes. Said by every request.
 */
import { type UnixMs, unixMs } from "@sighej/protocol";

let awaySince = $state.raw<UnixMs | undefined>(undefined);

export const connection = {
  /** When the matcher first failed to answer; undefined while it answers. */
  get awaySince(): UnixMs | undefined {
    return awaySince;
  },
};

export function heardSomething(): void {
  awaySince = undefined;
}

export function heardNothing(): void {
  awaySince ??= unixMs(Date.now());
}
