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
function opened(socket: HciSocket, filter?: Buffer, adapterNumber = 0): string[] {
  const emitted: string[] = [];
  socket.on("data", (packet: Buffer) => emitted.push(packet.toString("hex")));
  socket.bindRaw(adapterNumber);
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
  const managed: string[] = [];
  control.on("data", (message: Buffer) => managed.push(message.toString("hex")));
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
  expect(managed).toEqual([]);
});

test("the management channel lists adapters, gives addresses, switches, and tells what comes and goes", async () => {
  const { adapter, HciSocket } = adapterOn();
  const control = new HciSocket();
  const said: string[] = [];
  control.on("data", (message: Buffer) => said.push(message.toString("hex")));
  control.bindControl();
  control.start();
  const ask = async (command: string) => {
    control.write(Buffer.from(command, "hex"));
    await aTurn();
    return said.splice(0);
  };
  // Read Index List: one adapter, hci0.
  expect(await ask("0300ffff0000")).toEqual(["0100ffff0700" + "0300" + "00" + "01000000"]);
  // Read Controller Information: its address, and that it is powered.
  const [info = ""] = await ask("040000000000");
  expect(info.slice(0, 30)).toBe("010000001b01" + "0400" + "00" + "2a0000000002");
  expect(info.slice(44, 52)).toBe("01000000");
  // Set Powered off, and on again.
  expect(await ask("05000000010000")).toEqual(["010000000700" + "0500" + "00" + "00000000"]);
  expect(adapter.up).toBe(false);
  await ask("05000000010001");
  expect(adapter.up).toBe(true);
  // An adapter that is not there, and a command that nobody knows.
  expect(await ask("040007000000")).toEqual(["020007000300" + "0400" + "11"]);
  expect(await ask("340000000000")).toEqual(["020000000300" + "3400" + "01"]);
  adapter.unplug();
  adapter.plug();
  expect(said).toEqual(["050000000000", "040000000000"]);
});

test("a socket hears the adapter that it is bound to, and no other", async () => {
  const air = new Air({ clock: new ManualClock(), link: () => -60 });
  const [first, second] = [1, 2].map((last) => {
    const publicAddress = Uint8Array.of(last, 0, 0, 0, 0, 2);
    return new LocalAdapter({ id: `c${last}`, air, publicAddress, rng: seededRng(last) });
  });
  if (!first || !second) throw new Error();
  const HciSocket = hciSocketClass(first, second);
  const [one, two] = [new HciSocket(), new HciSocket()];
  const heard = [opened(one, NOBLE_FILTER), opened(two, NOBLE_FILTER, 1)];
  two.write(READ_ADDRESS);
  await aTurn();
  expect(heard).toEqual([[], ["040e0a01091000020000000002"]]);
  expect(() => new HciSocket().bindRaw(2)).toThrow("ENODEV");
});

test("a user-channel socket needs no filter, and a stopped one hears nothing", async () => {
  const { HciSocket } = adapterOn();
  const socket = new HciSocket();
  const emitted: Buffer[] = [];
  socket.on("data", (packet: Buffer) => emitted.push(packet));
  expect(socket.bindUser(0)).toBe(0);
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
