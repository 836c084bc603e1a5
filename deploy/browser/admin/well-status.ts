/**
 * Well status: what a gateway that is well says of itself, made up, each gateway's a little different and
 * changing slowly.
 */
import { encodeGatewayStatus, hours } from "@sighej/protocol";

/** `at`: the gateway's number; `now`: ms. */
export function wellStatusOf(at: number, startedAt: number, now: number): Uint8Array {
  const adverts = Math.round(90 + 60 * Math.sin(at + now / 30_000));
  return encodeGatewayStatus({
    ...({ v: 1, state: "online", bootId: at, version: "0.1.0", radio: "scanning" } as const),
    ...{ startedAt, sentAt: now, adverts, tokensHeard: 9, refused: {} },
    adapters: [{ name: "hci0", radio: "scanning", lastAdvertAgeMs: 40, adverts }],
    ...{ windowsMade: 7, windowsSent: 7, windowsHeld: 0, windowsDropped: 0, windowsLost: 0 },
    ...{ queueBytes: 0, commandsRefused: {}, recoveries: {}, loopLagMs: 1, rssBytes: 7e7 },
    machine: { temperatureC: 40 + (at % 20) },
    advertsPerS: { all: adverts, ours: 9, eid: 0, fixedTag: 0, foreign: adverts - 9 },
  });
}

/** Long enough that no screen says it has just begun. */
export const startedBefore = (now: number): number => now - hours(3);
