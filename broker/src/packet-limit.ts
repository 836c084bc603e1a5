/**
 * Packet limit: follows MQTT's framing in a stream of bytes and says when a packet is too long.
 * Pure.
 *
 * A fixed header is one type octet and a length of one to four octets, seven bits each, the lowest
 * first (MQTT 3.1.1 §2.2.3). It can announce 256 MB, and aedes gathers a packet whole before it
 * asks who sent it: without this, one stranger's connection fills the memory.
 */

/**
 * For the first packet, a CONNECT: client id, will, username and secret come to some 500 bytes.
 * Small because the sender has not been asked for its secret yet.
 */
export const MAX_CONNECT_BYTES = 4 * 1_024;
/** For the rest: a full window, 2,000 sightings, is 24 KB packed and 130 KB as JSON. */
export const MAX_PACKET_BYTES = 160 * 1_024;

export interface PacketLimit {
  /** False once a packet is too long or has no valid length; the connection is of no use then. */
  readonly take: (chunk: Uint8Array) => boolean;
}

export function startPacketLimit(
  maxFirst = MAX_CONNECT_BYTES,
  maxLater = MAX_PACKET_BYTES,
): PacketLimit {
  let limit = maxFirst;
  let at: "type" | "length" | "body" = "type";
  let length = 0;
  let place = 1;

  function takeLengthOctet(octet: number): boolean {
    length += (octet & 0x7f) * place;
    if (length > limit) return false;
    if (octet < 0x80) {
      at = length === 0 ? "type" : "body";
      limit = maxLater;
      return true;
    }
    place *= 0x80;
    return place <= 0x80 ** 3;
  }

  return {
    take: (chunk) => {
      let index = 0;
      while (index < chunk.length) {
        if (at === "body") {
          const step = Math.min(length, chunk.length - index);
          index += step;
          length -= step;
          if (length === 0) at = "type";
        } else if (at === "type") {
          index += 1;
          length = 0;
          place = 1;
          at = "length";
        } else {
          if (!takeLengthOctet(chunk[index] ?? 0)) return false;
          index += 1;
        }
      }
      return true;
    },
  };
}
