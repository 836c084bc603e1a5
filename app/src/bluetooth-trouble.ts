/**
 * Bluetooth trouble: turns what a browser's Bluetooth throws into what the page says. Pure.
 */
import type { Trouble } from "./finding.ts";

/** An end of our own, for what gives no answer. */
export class Late extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(`no answer in time: ${trouble}`);
    this.trouble = trouble;
  }
}

/** Names as of the Web Bluetooth report; messages only where two things share a name. */
export function troubleOf(cause: unknown): Trouble {
  if (cause instanceof Late) return cause.trouble;
  if (!(cause instanceof Error)) return "bt-lost";
  if (cause.name === "NotFoundError") {
    if (/adapter/i.test(cause.message)) return "bt-absent";
    return /service|characteristic/i.test(cause.message) ? "bt-odd" : "bt-cancelled";
  }
  return cause.name === "SecurityError" || cause.name === "NotAllowedError"
    ? "bt-denied"
    : "bt-lost";
}
