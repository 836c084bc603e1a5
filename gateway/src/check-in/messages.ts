/**
 * Messages: what the check-in process and the gateway that started it say to each other over Node's
 * IPC. Pure. Neither side trusts the other's shape: they may be of two versions during an update.
 */
import {
  CHECK_IN_NONCE_BYTES,
  concatBytes,
  decodeCheckIn,
  decodeHex,
  encodeCheckIn,
  hexOf,
} from "@sighej/protocol";
import { isRecord } from "../settings.ts";
import type { Proved } from "./desk.ts";

export type FromDesk =
  /** On the air. */
  | { readonly says: "offered" }
  /** The adapter is there no more, or refuses to advertise; it is tried again. */
  | { readonly says: "withdrawn" }
  | { readonly says: "proved"; readonly checkIn: Proved };

/** Whether a proof would get to the matcher now; if not, the phone is told by a refused write. */
interface ToDesk {
  readonly taking: boolean;
}

/** As it crosses: bytes as hexadecimal. */
export const encodeFromDesk = (message: FromDesk): object =>
  message.says === "proved"
    ? {
        says: "proved",
        frame: hexOf(concatBytes(message.checkIn.nonce, encodeCheckIn(message.checkIn))),
      }
    : message;

export function decodeFromDesk(message: unknown): FromDesk | undefined {
  if (!isRecord(message)) return undefined;
  const { says, frame } = message;
  if (says === "offered" || says === "withdrawn") return { says };
  const bytes = says === "proved" && typeof frame === "string" ? decodeHex(frame) : undefined;
  if (!bytes?.ok) return undefined;
  const checkIn = decodeCheckIn(bytes.value.subarray(CHECK_IN_NONCE_BYTES));
  return checkIn.ok
    ? {
        says: "proved",
        checkIn: { ...checkIn.value, nonce: bytes.value.slice(0, CHECK_IN_NONCE_BYTES) },
      }
    : undefined;
}

export const decodeToDesk = (message: unknown): ToDesk | undefined =>
  isRecord(message) && typeof message.taking === "boolean" ? { taking: message.taking } : undefined;
