/**
 * HCI stub: a stand-in for the socket under the real noble, for tests that feed it bytes which no
 * controller would send. Install it before noble is loaded.
 */
import { EventEmitter } from "node:events";
import Module from "node:module";

const HCI_SOCKET = "@abandonware/bluetooth-hci-socket";
const SET_SCAN_PARAMETERS = 0x200b;
const SET_SCAN_ENABLE = 0x200c;
const READ_LOCAL_VERSION = 0x1001;
const READ_BD_ADDR = 0x1009;
const READ_LE_BUFFER_SIZE = 0x2002;

/** Return parameters after the status octet (Core 5.4, Vol 4 Part E §7), zeroes where not listed. */
const answers: Readonly<Record<number, Buffer>> = {
  [READ_BD_ADDR]: Buffer.of(6, 5, 4, 3, 2, 1),
  [READ_LE_BUFFER_SIZE]: Buffer.of(27, 0, 8),
};

export class HciStub extends EventEmitter {
  up = true;
  /** What `bindRaw` throws, as the real one does where there is no adapter. */
  bindError: Error | undefined;
  /** Opcodes that get no answer, as from a hung controller. */
  readonly mute = new Set<number>();
  /** Opcodes that are refused, with what status. */
  readonly status = new Map<number, number>();
  /** HCI version: 0x06 is Bluetooth 4.0, the first with Low Energy. */
  version = 0x0c;
  /** Scan-enable commands written by noble: true for on. */
  readonly scans: boolean[] = [];
  /** Scan types asked for: 1 is active. */
  readonly scanTypes: number[] = [];

  bindRaw(): number {
    if (this.bindError !== undefined) throw this.bindError;
    return 0;
  }

  isDevUp(): boolean {
    return this.up;
  }

  bindControl(): void {}
  setFilter(): void {}
  start(): void {}
  stop(): void {}

  write(packet: Buffer): void {
    const opcode = packet.readUInt16LE(1);
    if (opcode === SET_SCAN_ENABLE) this.scans.push(packet[4] === 1);
    if (opcode === SET_SCAN_PARAMETERS) this.scanTypes.push(packet[4] ?? -1);
    if (this.mute.has(opcode)) return;
    const version = Buffer.of(this.version, 0, 0, this.version, 0, 0, 0, 0);
    const returns = opcode === READ_LOCAL_VERSION ? version : (answers[opcode] ?? Buffer.alloc(4));
    const status = this.status.get(opcode) ?? 0;
    const head = Buffer.of(4, 0x0e, 4 + returns.length, 1, opcode & 0xff, opcode >> 8, status);
    setImmediate(() => this.emit("data", Buffer.concat([head, returns])));
  }

  /** What the adapter's other users hear when somebody turns the scan on or off. */
  foreignScan(on: boolean, filterDuplicates: boolean): void {
    this.emit("data", Buffer.of(1, 0x0c, 0x20, 2, Number(on), Number(filterDuplicates)));
  }
}

const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };
const load = loader._load;

/** Puts `stub` under noble; an error instead is what loading the socket's package throws. */
export function installHci(stub: HciStub | Error): void {
  loader._load = function loadStub(this: unknown, request, ...rest) {
    if (request !== HCI_SOCKET) return load.call(this, request, ...rest);
    if (stub instanceof Error) throw stub;
    return function StubSocket() {
      return stub;
    };
  };
}
