/**
 * Hardware addresses: finds the addresses that a Bluetooth host heard in what its controller sent
 * it, and looks for them in other bytes in every spelling that a leak could take.
 */

const HCI_EVENT = 0x04;
const LE_META = 0x3e;
const ADVERTISING_REPORT = 0x02;
/** Packet type, event, length, subevent, number of reports, PDU type, address type. */
const BEFORE_ADDRESS = 7;
const ADDRESS_BYTES = 6;

/** Addresses in the LE Advertising Reports (Core 5.4, Vol 4 Part E §7.7.65.2) of an H4 stream, hex. */
export function addressesReported(stream: Buffer): ReadonlySet<string> {
  const found = new Set<string>();
  const start = Buffer.of(HCI_EVENT, LE_META);
  for (let at = stream.indexOf(start); at >= 0; at = stream.indexOf(start, at + 1)) {
    if (stream[at + 3] !== ADVERTISING_REPORT || stream[at + 4] !== 1) continue;
    const address = stream.subarray(at + BEFORE_ADDRESS, at + BEFORE_ADDRESS + ADDRESS_BYTES);
    if (address.length === ADDRESS_BYTES) found.add(address.toString("hex"));
  }
  return found;
}

/** Those of `addresses` that stand in `bytes`: raw or as text, in either byte order. */
export function addressesIn(bytes: Buffer, addresses: Iterable<string>): readonly string[] {
  const text = bytes.toString("latin1").toLowerCase();
  return [...addresses].filter((address) =>
    spellings(address).some(
      ({ raw, words }) => bytes.includes(raw) || words.some((word) => text.includes(word)),
    ),
  );
}

function spellings(address: string) {
  const raw = Buffer.from(address, "hex");
  return [raw, Buffer.from(raw).reverse()].map((order) => {
    const pairs = order.toString("hex").match(/../g) ?? [];
    return { raw: order, words: [pairs.join(""), pairs.join(":"), pairs.join("-")] };
  });
}
