/**
 * Commands: what the controller does for each HCI command it knows, as one table. Everything noble
 * 1.9.2-26 and bleno 0.6.2 send is here; all else is answered as unknown.
 *
 * Source: Bluetooth Core Specification 5.4, Vol 4 Part E; each row names its clause. `supported` is
 * the command's octet and bit in Supported_Commands (§6.27), so that what is claimed is what exists.
 */
import { hciRssi, RSSI_NOT_AVAILABLE } from "../air.ts";
import {
  type Answer,
  type Command,
  completes,
  of,
  ok,
  pends,
  type Radio,
  refuse,
  returning,
} from "./command.ts";
import { encryptionRefused } from "./events.ts";
import * as fields from "./parameters.ts";
import {
  COMMAND_DISALLOWED,
  INVALID_PARAMETERS,
  KEY_MISSING,
  UNKNOWN_CONNECTION,
  UNSUPPORTED_PARAMETER,
} from "./status.ts";

/** Octets of L2CAP data the controller takes per packet, and packets it holds (§7.8.2). */
const ACL_OCTETS = 251;
const ACL_PACKETS = 8;
/** Core 5.0, the first with extended scanning; company 0xFFFF is for tests (Assigned Numbers §7.1). */
const VERSION = 0x09;
/** §6.27. */
const SUPPORTED_OCTETS = 64;

const table: readonly Command[] = [
  // Disconnect, §7.1.6
  pends(0x0406, [0, 5], 3, (radio, p) => {
    const handle = p.readUInt16LE(0);
    if (!radio.connections.has(handle)) return refuse(UNKNOWN_CONNECTION);
    return { ...ok, after: () => radio.connections.disconnect(handle, p.readUInt8(2)) };
  }),
  // Set Event Mask, §7.3.1
  completes(0x0c01, [5, 6], 8, (radio, p) => {
    radio.setEventMask(p);
    return ok;
  }),
  // Reset, §7.3.2
  completes(0x0c03, [5, 7], 0, (radio) => {
    radio.reset();
    return ok;
  }),
  // Read LE Host Support, §7.3.78: supported; the second octet is reserved
  completes(0x0c6c, [24, 5], 0, () => returning(1, 0)),
  // Write LE Host Support, §7.3.79: nothing here depends on it
  completes(0x0c6d, [24, 6], 2, () => ok),
  // Read Local Version Information, §7.4.1: versions of HCI and LMP with revisions, company
  completes(0x1001, [14, 3], 0, () => returning(VERSION, 0, 0, VERSION, 0xff, 0xff, 0, 0)),
  // Read Local Supported Commands, §7.4.2
  completes(0x1002, [14, 4], 0, () => returning(...supportedCommands())),
  // Read Buffer Size, §7.4.5: ACL octets (2), SCO octets, ACL packets (2), SCO packets (2)
  completes(0x1005, [14, 7], 0, () => returning(ACL_OCTETS, 0, 0, ACL_PACKETS, 0, 0, 0)),
  // Read BD_ADDR, §7.4.6
  completes(0x1009, [15, 1], 0, (radio) => returning(...radio.addressOf("public"))),
  // Read RSSI, §7.5.4
  completes(0x1405, [15, 5], 2, (radio, p) => {
    const handle = p.readUInt16LE(0);
    if (!radio.connections.has(handle)) return refuse(UNKNOWN_CONNECTION);
    const rssi = hciRssi(radio.connections.rssi(handle) ?? RSSI_NOT_AVAILABLE);
    return returning(p.readUInt8(0), p.readUInt8(1), rssi & 0xff);
  }),
  // LE Set Event Mask, §7.8.1
  completes(0x2001, [25, 0], 8, (radio, p) => {
    radio.setLeEventMask(p);
    return ok;
  }),
  // LE Read Buffer Size, §7.8.2
  completes(0x2002, [25, 1], 0, () => returning(ACL_OCTETS, 0, ACL_PACKETS)),
  // LE Set Random Address, §7.8.4
  completes(0x2005, [25, 4], 6, (radio, p) => {
    const { advertiser, scanner, connections } = radio;
    if (advertiser.enabled || scanner.enabled || connections.initiating) {
      return refuse(COMMAND_DISALLOWED);
    }
    radio.setRandomAddress(Uint8Array.from(p));
    return ok;
  }),
  // LE Set Advertising Parameters, §7.8.5
  of(
    "legacy",
    completes(0x2006, [25, 5], 15, (radio, p) =>
      refuse(radio.advertiser.setParameters(fields.advertisingParametersOf(p))),
    ),
  ),
  // LE Set Advertising Data, §7.8.7
  of(
    "legacy",
    completes(0x2008, [25, 7], 32, (radio, p) => {
      const data = fields.advertisingDataOf(p);
      return refuse(data ? radio.advertiser.setData(data) : INVALID_PARAMETERS);
    }),
  ),
  // LE Set Scan Response Data, §7.8.8
  of(
    "legacy",
    completes(0x2009, [26, 0], 32, (radio, p) => {
      const data = fields.advertisingDataOf(p);
      return refuse(data ? radio.advertiser.setScanResponse(data) : INVALID_PARAMETERS);
    }),
  ),
  // LE Set Advertising Enable, §7.8.9
  of(
    "legacy",
    completes(0x200a, [26, 1], 1, (radio, p) => {
      if (p.readUInt8(0) === 1) radio.advertiser.start();
      else radio.advertiser.stop();
      return ok;
    }),
  ),
  // LE Set Scan Parameters, §7.8.10
  of(
    "legacy",
    completes(0x200b, [26, 2], 7, (radio, p) =>
      refuse(radio.scanner.setParameters(fields.scanParametersOf(p), false)),
    ),
  ),
  // LE Set Scan Enable, §7.8.11: enable, filter duplicates
  of(
    "legacy",
    completes(0x200c, [26, 3], 2, (radio, p) =>
      refuse(radio.scanner.setEnabled(p.readUInt8(0) === 1, p.readUInt8(1) === 1, false)),
    ),
  ),
  // LE Create Connection, §7.8.12
  of(
    "legacy",
    pends(0x200d, [26, 4], 25, (radio, p) => connect(radio, fields.initiationOf(p))),
  ),
  // LE Create Connection Cancel, §7.8.13
  completes(0x200e, [26, 5], 0, (radio) => {
    const { status, report } = radio.connections.cancel();
    return { status, after: report };
  }),
  // LE Connection Update, §7.8.18: handle (2), then timing
  pends(0x2013, [27, 2], 14, (radio, p) => {
    const handle = p.readUInt16LE(0);
    const timing = fields.timingOf(p, 2);
    if (!radio.connections.has(handle)) return refuse(UNKNOWN_CONNECTION);
    if (!fields.timingInRange(timing)) return refuse(INVALID_PARAMETERS);
    return { ...ok, after: () => radio.connections.update(handle, timing) };
  }),
  // LE Enable Encryption, §7.8.24: refused as by a peer that holds no key (Vol 6 Part B §5.1.3.1)
  pends(0x2019, [28, 0], 28, (radio, p) => {
    const handle = p.readUInt16LE(0);
    if (!radio.connections.has(handle)) return refuse(UNKNOWN_CONNECTION);
    return { ...ok, after: () => radio.sendEvent(encryptionRefused(handle, KEY_MISSING)) };
  }),
  // LE Long Term Key Request Negative Reply, §7.8.26: no key was ever requested
  completes(0x201b, [28, 2], 2, (_, p) => ({
    status: COMMAND_DISALLOWED,
    returns: Uint8Array.from(p),
  })),
  // LE Set Default PHY, §7.8.49: a wish; the virtual air has one PHY
  completes(0x2031, [35, 5], 3, () => ok),
  // LE Set Extended Scan Parameters, §7.8.64
  of("extended", {
    ...completes(0x2041, [37, 5], 0, (radio, p) => {
      const parameters = fields.extendedScanParametersOf(p);
      return refuse(
        parameters ? radio.scanner.setParameters(parameters, true) : INVALID_PARAMETERS,
      );
    }),
    octets: undefined,
  }),
  // LE Set Extended Scan Enable, §7.8.65: enable, filter, duration (2), period (2)
  of(
    "extended",
    completes(0x2042, [37, 6], 6, (radio, p) => {
      if (p.readUInt32LE(2) !== 0) return refuse(UNSUPPORTED_PARAMETER);
      return refuse(radio.scanner.setEnabled(p.readUInt8(0) === 1, p.readUInt8(1) === 1, true));
    }),
  ),
  // LE Extended Create Connection, §7.8.66
  of("extended", {
    ...pends(0x2043, [37, 7], 0, (radio, p) => {
      const parameters = fields.extendedInitiationOf(p);
      return parameters ? connect(radio, parameters) : refuse(INVALID_PARAMETERS);
    }),
    octets: undefined,
  }),
];

function connect(radio: Radio, parameters: fields.InitiationParameters): Answer {
  const { filterPolicy, ...initiation } = parameters;
  if (filterPolicy !== 0) return refuse(UNSUPPORTED_PARAMETER);
  if (!fields.timingInRange(initiation.timing)) return refuse(INVALID_PARAMETERS);
  const ownAddress = radio.addressOf(initiation.ownAddressType);
  return refuse(radio.connections.initiate({ ...initiation, ownAddress }));
}

/** Supported_Commands, from the table itself (§6.27). */
function supportedCommands(): Uint8Array {
  const octets = new Uint8Array(SUPPORTED_OCTETS);
  for (const { supported } of table) {
    const [octet, bit] = supported;
    octets[octet] = (octets[octet] ?? 0) | (1 << bit);
  }
  return octets;
}

export const commands: ReadonlyMap<number, Command> = new Map(
  table.map((command) => [command.opcode, command]),
);
