/**
 * Gateway: the emulated other end of a check-in. Offers a fresh nonce at each connection, and hands
 * the proof that is written to it to the matcher, as a gateway's report over MQTT would.
 */
import { randomBytes } from "node:crypto";
import {
  CHECK_IN_NONCE,
  CHECK_IN_NONCE_BYTES,
  CHECK_IN_PROOF,
  CHECK_IN_SERVICE,
  type CheckIn,
  decodeCheckIn,
  durationMs,
  encodeCheckInNonce,
  encodeCheckInReport,
  type GatewayId,
} from "@sighej/protocol";
import { checkInReportsOf } from "../../matcher/test/check-in-reports.ts";
import type { Peripheral } from "./radio.ts";
import type { Room } from "./room.ts";

/** Core Specification, Vol 3 Part F §3.4.1.1: 0x0D, invalid attribute value length. */
const BAD_LENGTH = 0x0d;

export interface Gateway {
  readonly peripheral: Peripheral;
  /** What was written to it, in order, and could be read. */
  readonly taken: readonly CheckIn[];
}

/** The one with this id on the floor of `room`. */
export function gatewayIn({ matcher, venue }: Room, id: GatewayId): Gateway {
  const taken: CheckIn[] = [];
  const take = checkInReportsOf(matcher);
  let nonce = new Uint8Array(CHECK_IN_NONCE_BYTES);
  return {
    taken,
    peripheral: {
      address: "09:09:09:09:09:02",
      name: "SigHej gateway",
      connect: () => {
        nonce = Uint8Array.from(randomBytes(CHECK_IN_NONCE_BYTES));
        return 0;
      },
      stays: () => true,
      services: [
        {
          uuid: CHECK_IN_SERVICE,
          characteristics: [
            { uuid: CHECK_IN_NONCE, read: () => encodeCheckInNonce(nonce) },
            {
              uuid: CHECK_IN_PROOF,
              write: (bytes) => {
                const written = decodeCheckIn(bytes);
                if (!written.ok) return BAD_LENGTH;
                taken.push(written.value);
                const clock = { bootId: 1, at: matcher.now(), clockError: durationMs(0) };
                void take(venue, id, encodeCheckInReport({ ...clock, ...written.value, nonce }));
                return 0;
              },
            },
          ],
        },
      ],
    },
  };
}
