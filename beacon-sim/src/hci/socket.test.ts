import { expect, test, vi } from "vitest";
import { ADV_NONCONN_IND, Air } from "../air.ts";
import { ManualClock } from "../clock.ts";
import { seededRng } from "../rng.ts";
import { LocalAdapter } from "./local-adapter.ts";
import { encodeCommand } from "./packets.ts";
import { type HciSocket, hciSocketClass } from "./socket.ts";

const READ_ADDRESS = encodeCommand(0x1009, new Uint8Array(0));
const ADDRESS_ANSWER = "040e0a010910002a0000000002";
/** noble's filter: commands, data and events; all the events it knows. */
const NOBLE_FILTER = Buffer.from("1600000020c10800000000400000" + "0000", "hex");
/** bleno's: no commands. */
const BLENO_FILTER = Buffer.from("1400000020c10800000000400000" + "0000", "hex");

function adapterOn() {
  const air = new Air({ clock: new ManualClock(), link: () => -60 });
  const publicAddress = Uint8Array.of(0x2a, 0, 0, 0, 0, 2);
  const adapter = new LocalAdapter({ id: "c", air, publicAddress, rng: seededRng(1) });
  return { air, adapter, HciSocket: hciSocketClass(adapter) };
}

/** A raw socket, started, and what it has emitted. */
function opened(socket: HciSocket, filter?: Buffer): string[] {
  const emitted: string[] = [];
  socket.on("data", (packet: Buffer) => emitted.push(packet.toString("hex")));
  socket.bindRaw();
  socket.start();
  if (filter !== undefined) socket.setFilter(filter);
  return emitted;
}

const aTurn = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

test("an answer is emitted after the write has returned, as one whole packet", async () => {
  const { HciSocket } = adapterOn();
  const socket = new HciSocket();
  const emitted = opened(socket, NOBLE_FILTER);
  socket.write(READ_ADDRESS);
  expect(emitted).toEqual([]);
  await aTurn();
  expect(emitted).toEqual([ADDRESS_ANSWER]);
});

test("all sockets of an adapter hear events, and others' commands where their filter says", async () => {
  const { HciSocket } = adapterOn();
  const [noble, second, bleno, control] = Array.from({ length: 4 }, () => new HciSocket());
  if (!noble || !second || !bleno || !control) throw new Error();
  const heard = [
    opened(noble, NOBLE_FILTER),
    opened(second, NOBLE_FILTER),
    opened(bleno, BLENO_FILTER),
    opened(new HciSocket()),
  ];
  control.bindControl();
  control.start();
  control.on("data", () => expect.unreachable());
  control.write(Buffer.from("000000000000", "hex"));
  noble.write(READ_ADDRESS);
  await aTurn();
  const command = READ_ADDRESS.toString("hex");
  expect(heard.map((packets) => packets.sort())).toEqual([
    [ADDRESS_ANSWER],
    [command, ADDRESS_ANSWER],
    [ADDRESS_ANSWER],
    // A raw socket that has set no filter.
    [],
  ]);
});

test("a user-channel socket needs no filter, and a stopped one hears nothing", async () => {
  const { HciSocket } = adapterOn();
  const socket = new HciSocket();
  const emitted: Buffer[] = [];
  socket.on("data", (packet: Buffer) => emitted.push(packet));
  expect(socket.bindUser(3)).toBe(3);
  socket.start();
  socket.write(READ_ADDRESS);
  await aTurn();
  expect(emitted).toHaveLength(1);
  socket.stop();
  socket.write(READ_ADDRESS);
  await aTurn();
  expect(emitted).toHaveLength(1);
});

test("pulling the adapter out shows in isDevUp, and a write is then an ENETDOWN error", async () => {
  const { adapter, HciSocket } = adapterOn();
  const socket = new HciSocket();
  opened(socket, NOBLE_FILTER);
  const failed = vi.fn();
  socket.on("error", failed);
  expect(socket.isDevUp()).toBe(true);
  adapter.unplug();
  expect(socket.isDevUp()).toBe(false);
  expect(socket.getDeviceList()).toMatchObject([{ devId: 0, devUp: false }]);
  socket.write(READ_ADDRESS);
  expect(failed).not.toHaveBeenCalled();
  await aTurn();
  expect(failed).toHaveBeenCalledWith(
    expect.objectContaining({ code: "ENETDOWN", message: "Network is down" }),
  );
  adapter.plug();
  expect(socket.isDevUp()).toBe(true);
  socket.cleanup();
  expect(socket.listenerCount("data")).toBe(0);
});

test("the log tells reports that a socket took from those nobody listened to", async () => {
  const { air, adapter, HciSocket } = adapterOn();
  const socket = new HciSocket();
  const emitted = opened(socket, NOBLE_FILTER);
  socket.write(encodeCommand(0x0c01, Buffer.from("fffffbff07f8bf3d", "hex")));
  socket.write(encodeCommand(0x200c, Uint8Array.of(1, 0)));
  const advert = {
    transmitter: "badge",
    address: new Uint8Array(6),
    addressType: "random",
    pduType: ADV_NONCONN_IND,
    data: new Uint8Array(31),
  } as const;
  air.transmit(advert);
  await aTurn();
  socket.removeAllListeners("data");
  air.transmit(advert);
  await aTurn();
  expect(emitted).toHaveLength(3);
  expect(adapter.hciLog().reports).toEqual({ sent: 2, delivered: 1, dropped: 0 });
});

test("a leak of sockets on one adapter is stopped", () => {
  const { HciSocket } = adapterOn();
  expect(() => {
    for (let n = 0; n < 1_000; n++) opened(new HciSocket());
  }).toThrow(RangeError);
});
