/**
 * noble host: a process that hears adverts with plain noble, or as a gateway does, over a socket that
 * this file speaks for, and says what that cost. Started by `gateway.ts` with what, which and how many.
 */
import { EventEmitter } from "node:events";
import Module, { createRequire } from "node:module";
import { nobleRadio, startIntake, startWindow } from "@sighej/gateway";
import { ADVERT_UUID, durationMs, encodeAdvert, readToken, unixMs } from "@sighej/protocol";
import { pino } from "pino";

const HCI_SOCKET = "@abandonware/bluetooth-hci-socket";
/** Beacons or strangers that send: those of a full hall. */
const SENDERS = 500;
const PACKETS_A_TURN = 1_000;
const WARM_UP = 20_000;

/** Answers every command with success and the versions that noble asks for. */
class Socket extends EventEmitter {
  bindRaw(): number {
    return 0;
  }
  bindControl(): void {}
  isDevUp(): boolean {
    return true;
  }
  setFilter(): void {}
  start(): void {}
  stop(): void {}
  write(packet: Buffer): void {
    const opcode = packet.readUInt16LE(1);
    const returns = Buffer.of(0x0c, 0, 8, 0x0c, 0, 0, 0, 0);
    const head = Buffer.of(4, 0x0e, 12, 1, opcode & 0xff, opcode >> 8, 0);
    setImmediate(() => this.emit("data", Buffer.concat([head, returns])));
  }
}

const socket = new Socket();
const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };
const load = loader._load;
loader._load = function loadSocket(this: unknown, request, ...rest) {
  return request === HCI_SOCKET
    ? function VirtualSocket() {
        return socket;
      }
    : load.call(this, request, ...rest);
};

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));
let heard = 0;

/** What a program with plain noble does: look for its service data in each advert. */
async function listenPlainly(): Promise<void> {
  const noble = createRequire(import.meta.url)("@abandonware/noble");
  const uuid = ADVERT_UUID.replaceAll("-", "");
  noble.on(
    "discover",
    ({ advertisement }: { advertisement: { serviceData: { uuid: string }[] } }) => {
      if (advertisement.serviceData.some((each) => each.uuid === uuid)) heard += 1;
    },
  );
  await new Promise<void>((done) => {
    noble.on("scanStart", () => done());
    noble.on("stateChange", () => noble.startScanning([], true));
  });
}

async function listenAsGateway(): Promise<void> {
  const run = { bootId: 1, next: 0 };
  const window = startWindow(
    durationMs(1_000),
    run,
    () => undefined,
    () => {},
  );
  const intake = startIntake((token, level, now) => {
    heard += 1;
    return window.collect(token, level, now);
  });
  const begin = Date.now();
  const radio = nobleRadio(pino({ level: "silent" }), (error) => {
    throw error;
  })(0, {
    hear: (packet, from, to, level) =>
      intake.hear(packet, from, to, level, unixMs(begin + performance.now())),
    malformed: intake.malformed,
  });
  while (radio.state() !== "scanning") await turn();
}

/** One report of a non-connectable advert (Core 5.4, Vol 4 Part E §7.7.65.2). */
function reportOf(sender: number, bytes: Uint8Array): Buffer {
  const body = [1, 3, 1, sender & 0xff, sender >> 8, 3, 4, 5, 0xc6, bytes.length, ...bytes, 0xc4];
  return Buffer.of(4, 0x3e, 1 + body.length, 2, ...body);
}

const token = (sender: number) =>
  readToken(Uint8Array.of(0, 0, 0, 0, 0, 0, sender >> 8, sender & 0xff), 0);
const ours = (sender: number) =>
  reportOf(sender, encodeAdvert({ form: "service-data", token: token(sender) }));
/** As phones send: flags, and a company's data of 20 bytes. */
const foreign = (sender: number) =>
  reportOf(
    sender,
    Uint8Array.of(2, 1, 6, 23, 0xff, 0x4c, 0, 0x10, ...new Uint8Array(20).fill(sender)),
  );

const [what, which, count] = process.argv.slice(2);
await (what === "plain" ? listenPlainly() : listenAsGateway());
const packets = Array.from({ length: SENDERS }, (_, sender) =>
  which === "ours" ? ours(sender) : foreign(sender),
);

async function feed(adverts: number): Promise<void> {
  for (let sent = 0; sent < adverts; ) {
    for (let each = 0; each < PACKETS_A_TURN; each++, sent++)
      socket.emit("data", packets[sent % SENDERS]);
    await turn();
  }
}
await feed(WARM_UP);
heard = 0;
const before = process.cpuUsage();
await feed(Number(count));
const { user, system } = process.cpuUsage(before);
process.send?.({ us: (user + system) / Number(count), heard }, () => process.exit(0));
