/**
 * Live: the WebSocket over which nudges come, kept open for as long as the session lasts.
 *
 * A lost connection is tried again with growing, random waits; the matcher then sends what was not
 * acknowledged, so nothing is lost, and ids are known to the inbox, so nothing is doubled.
 */
import {
  type Bearer,
  decodeMatcherMessage,
  encodePhoneMessage,
  LIVE_BEARER_PREFIX,
  LIVE_MESSAGE_MAX_BYTES,
  LIVE_PROTOCOL,
  type MatcherMessage,
  type NudgeId,
  seconds,
} from "@sighej/protocol";
import { backOff } from "./back-off.ts";

/** A captive network accepts a connection and says nothing for ever. */
const CONNECT_TIME_OUT = seconds(10);
/** Acknowledgements that wait for a connection; the inbox takes no more nudges at a time. */
const UNSENT_MAX = 16;

export interface Live {
  /** Say that a nudge was shown: now, or as soon as there is a connection. */
  acknowledge(nudge: NudgeId): void;
  /** Connect now. `renew`: also where a connection seems to stand, for it may be a dead one. */
  wake(renew: boolean): void;
  close(): void;
}

export interface LiveConfig {
  /** As in `location.origin`. */
  readonly origin: string;
  readonly bearer: Bearer;
  /** 0 to 1. */
  readonly random: () => number;
  readonly onMessage: (message: MatcherMessage) => void;
  /** `live` once the matcher says that it is ready; `away` at every loss and failed try. */
  readonly onLink: (link: "live" | "away") => void;
}

export function openLive({ origin, bearer, random, onMessage, onLink }: LiveConfig): Live {
  const url = new URL("/api/v1/live", origin);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  let socket: WebSocket | undefined;
  let ready = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let unsent: readonly NudgeId[] = [];

  function connect(): void {
    clearTimeout(timer);
    const opening = new WebSocket(url, [LIVE_PROTOCOL, `${LIVE_BEARER_PREFIX}${bearer}`]);
    socket = opening;
    timer = setTimeout(() => lose(opening), CONNECT_TIME_OUT);
    opening.addEventListener("close", () => lose(opening));
    opening.addEventListener("message", ({ data }) => {
      if (socket === opening) take(data);
    });
  }

  function take(text: unknown): void {
    if (typeof text !== "string" || text.length > LIVE_MESSAGE_MAX_BYTES) return;
    const message = decodeMatcherMessage(text);
    // Bad input is dropped: a later matcher may say things that this page does not know.
    if (!message.ok) return;
    if (message.value.type === "ready") {
      clearTimeout(timer);
      ready = true;
      failures = 0;
      onLink("live");
      for (const nudge of unsent) acknowledge(nudge);
    }
    onMessage(message.value);
  }

  /** Closed, refused, timed out or given up: the same to us, and once per connection. */
  function lose(lost: WebSocket): void {
    if (socket !== lost) return;
    drop();
    timer = setTimeout(connect, backOff(failures++, random()));
    onLink("away");
  }

  function drop(): void {
    clearTimeout(timer);
    const dropped = socket;
    socket = undefined;
    ready = false;
    dropped?.close();
  }

  function acknowledge(nudge: NudgeId): void {
    unsent = unsent.filter((each) => each !== nudge);
    if (ready) socket?.send(encodePhoneMessage({ type: "shown", nudge }));
    else unsent = [...unsent, nudge].slice(-UNSENT_MAX);
  }

  connect();
  return {
    acknowledge,
    wake(renew) {
      if (socket !== undefined && !renew) return;
      drop();
      failures = 0;
      connect();
    },
    close: drop,
  };
}
