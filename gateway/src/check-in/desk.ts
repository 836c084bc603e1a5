/**
 * Desk: which proof goes with which nonce. Pure but for the nonce that it holds.
 *
 * A nonce is made when a phone that has connected asks for it, and is good for one proof on that
 * connection. So a proof cannot be carried to another gateway, written twice, or kept for later.
 */
import {
  CHECK_IN_NONCE_BYTES,
  type CheckIn,
  type Decoded,
  decodeCheckIn,
  decoded,
  encodeCheckInNonce,
  refused,
} from "@sighej/protocol";

export interface Proved extends CheckIn {
  readonly nonce: Uint8Array;
}

export interface Desk {
  /** What a phone that reads the nonce is given: the same until it has written a proof. */
  readonly ask: () => Uint8Array;
  /** A proof as it was written. `not-ours` without a nonce to prove. */
  readonly take: (bytes: Uint8Array) => Decoded<Proved>;
  /** The connection is over, or a new one begins. */
  readonly clear: () => void;
}

export function startDesk(random: (length: number) => Uint8Array): Desk {
  let nonce: Uint8Array | undefined;
  return {
    ask: () => {
      nonce ??= random(CHECK_IN_NONCE_BYTES);
      return encodeCheckInNonce(nonce);
    },
    take: (bytes) => {
      const asked = nonce;
      if (asked === undefined) return refused("not-ours", "read the nonce first");
      const checkIn = decodeCheckIn(bytes);
      if (!checkIn.ok) return checkIn;
      nonce = undefined;
      return decoded({ ...checkIn.value, nonce: asked });
    },
    clear: () => {
      nonce = undefined;
    },
  };
}
