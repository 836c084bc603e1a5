/**
 * Radio: a browser's Bluetooth with one thing in reach, and a badge that opens what it is given.
 */
import {
  BADGE_BIND,
  BADGE_SERVICE,
  BADGE_STATUS,
  type BadgeStatus,
  encodeBadgeStatus,
  openBadgeBinding,
} from "@sighej/protocol";
import type { Bluetooth } from "../src/bluetooth.ts";

/** The bind code of a badge that no other was asked for. */
export const code = new Uint8Array(16).fill(5);
/** What the browser calls whatever is in reach. */
export const device = "o4xR";
const nonce = new Uint8Array(8).fill(6);

interface Characteristic {
  read?: () => Promise<Uint8Array> | Uint8Array;
  write?: (bytes: Uint8Array) => Promise<void> | void;
}
type Services = Readonly<Record<string, Readonly<Record<string, Characteristic>>>>;

/** A browser's Bluetooth with one thing in reach, which answers as `services` say. */
export function radio(services: Services) {
  const peer = Object.assign(new EventTarget(), { id: device });
  const gatt = {
    connected: 0,
    connect: async () => {
      gatt.connected += 1;
      return gatt;
    },
    disconnect: () => {
      gatt.connected -= 1;
    },
    getPrimaryService: async (service: string | number) => ({
      getCharacteristic: async (uuid: string | number) => {
        const found = services[service]?.[uuid];
        if (found === undefined) throw new DOMException("no such service", "NotFoundError");
        return {
          readValue: async () => {
            const bytes = (await found.read?.()) ?? new Uint8Array();
            return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
          },
          writeValueWithResponse: async (bytes: BufferSource) =>
            found.write?.(new Uint8Array(bytes as ArrayBuffer)),
        };
      },
    }),
  };
  const bluetooth: Bluetooth = {
    requestDevice: async () => Object.assign(peer, { gatt }),
  };
  const lose = () => peer.dispatchEvent(new Event("gattserverdisconnected"));
  return { bluetooth, gatt, lose };
}

/** A badge that opens what it is given with its bind code; `battery` in percent. */
export function badge(
  bindCode = code,
  state: BadgeStatus["state"] = "pairing",
  battery = () => 80,
) {
  let outcome: BadgeStatus["outcome"] = "none";
  const bound: unknown[] = [];
  const services: Services = {
    [BADGE_SERVICE]: {
      [BADGE_STATUS]: { read: () => encodeBadgeStatus({ state, outcome, nonce }) },
      [BADGE_BIND]: {
        write: (bytes) => {
          const binding = openBadgeBinding(bytes, bindCode, nonce);
          if (binding.ok) bound.push(binding.value);
          outcome = binding.ok ? "accepted" : "wrong-code";
        },
      },
    },
    6159: { 10777: { read: () => Uint8Array.of(battery()) } },
  };
  return { services, bound };
}
