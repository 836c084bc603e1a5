/**
 * Boards' source: makes of each third-party board what an adapter is to a gateway, so that a board goes
 * through the same window, ring and uplink under its own name, and its status says how it is.
 */
import type { GatewayId } from "@sighej/protocol";
import { GatewayError } from "../../errors.ts";
import type { Management, ResetUsb } from "../../management.ts";
import type { OpenRadio, RadioEars } from "../../radio.ts";
import type { BoardPlug } from "./listener.ts";

export interface BoardSource extends BoardPlug {
  readonly gateway: GatewayId;
  /** What a gateway is started with instead of Bluetooth. */
  readonly openRadio: OpenRadio;
  readonly management: Management;
  readonly resetUsb: ResetUsb;
}

/** A board that is not connected is an adapter that is not there, and comes when it is plugged in. */
export function boardSource(gateway: GatewayId): BoardSource {
  const ears = new Set<RadioEars>();
  const plugged = new Set<() => void>();
  let connected = false;
  const unreachable = (): Promise<never> =>
    Promise.reject(new GatewayError("management-failed", "a board's power is its own"));
  return {
    gateway,
    heard: ({ bytes, level }) => {
      for (const each of ears) each.hear(bytes, 0, bytes.length, level);
    },
    connected: (is) => {
      connected = is;
      for (const each of plugged) each();
    },
    refused: () => {
      for (const each of ears) each.malformed();
    },
    openRadio: (_, own) => {
      ears.add(own);
      return {
        state: () => (connected ? "scanning" : "off"),
        rescan: () => undefined,
        reopen: () => undefined,
        close: () => {
          ears.delete(own);
          return Promise.resolve();
        },
      };
    },
    management: {
      list: () => Promise.resolve(connected ? [{ index: 0, address: "00:00:00:00:00:00" }] : []),
      powerCycle: unreachable,
      changed: (listener) => plugged.add(listener),
      close: () => undefined,
    },
    resetUsb: unreachable,
  };
}
