import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ADV_NONCONN_IND, type Advert, Air } from "../air.ts";
import { systemClock } from "../clock.ts";
import { seededRng } from "../rng.ts";
import { airAddressesOf, antennaEnv } from "./air-address.ts";
import { encodeFrame, encodeHello, PACKET, REFUSED } from "./frames.ts";
import { encodeCommand } from "./packets.ts";
import { connectAdapter } from "./remote-adapter.ts";
import { type AirServer, serveAir } from "./server.ts";

const ADVERT: Advert = {
  transmitter: "badge",
  address: Uint8Array.of(1, 2, 3, 4, 5, 6),
  addressType: "random",
  pduType: ADV_NONCONN_IND,
  data: new Uint8Array(31).fill(7),
};

let air: Air;
let server: AirServer;
const sockets: Socket[] = [];

beforeEach(async () => {
  air = new Air({ clock: systemClock, link: () => -60 });
  server = await serveAir({ air, rng: seededRng("server.test") });
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
});

function addressFor(antenna: string) {
  const [address] = airAddressesOf(antennaEnv(server, antenna));
  if (address === undefined) throw new Error("one antenna has one address");
  return address;
}

async function rawConnection(): Promise<Socket> {
  const socket = connect(server.port, server.host);
  sockets.push(socket);
  await once(socket, "connect");
  return socket;
}

test("an adapter far away answers commands and carries adverts, and says what was delivered", async () => {
  const adapter = await connectAdapter(addressFor("hall"));
  expect(adapter.up).toBe(true);
  const packets: string[] = [];
  adapter.deliverTo((packet) => packets.push(packet.toString("hex")) > 0);
  adapter.send(encodeCommand(0x0c01, Buffer.from("fffffbff07f8bf3d", "hex")));
  adapter.send(encodeCommand(0x200c, Uint8Array.of(1, 0)));
  await vi.waitFor(() => expect(air.listeners()).toEqual(["hall"]));
  for (let n = 0; n < 3_000; n++) air.transmit(ADVERT);
  await vi.waitFor(() => {
    expect(server.hciLog("hall")?.reports).toEqual({ sent: 3_000, delivered: 3_000, dropped: 0 });
  });
  expect(packets).toHaveLength(3_002);
  expect(packets.at(-1)).toBe(`043e2b020103010102030405061f${"07".repeat(31)}c4`);
  expect(server.antennas()).toEqual([{ id: "hall", taken: true, plugged: true, listening: true }]);
});

test("an antenna is one process's at a time, and free again when that has gone", async () => {
  const socket = await rawConnection();
  socket.write(encodeHello(Buffer.from(server.secret, "hex"), "hall"));
  await once(socket, "data");
  await expect(connectAdapter(addressFor("hall"))).rejects.toMatchObject({ code: "antenna-taken" });
  socket.destroy();
  await vi.waitFor(() => expect(server.antennas()[0]?.taken).toBe(false));
  expect((await connectAdapter(addressFor("hall"))).up).toBe(true);
});

test("a stranger without the secret is refused, and gets one try", async () => {
  const wrong = { ...addressFor("hall"), secret: Buffer.alloc(32) };
  await expect(connectAdapter(wrong)).rejects.toMatchObject({ code: "air-refused" });

  const socket = await rawConnection();
  const hello = encodeHello(Buffer.from(server.secret, "hex"), "hall");
  socket.write(Buffer.concat([encodeHello(Buffer.alloc(32), "hall"), hello]));
  const [answer] = await once(socket, "data");
  expect(answer).toEqual(encodeFrame(REFUSED, Uint8Array.of(1)));
  expect(server.antennas()).toEqual([]);
});

test("who does not speak the language is hung up on", async () => {
  const socket = await rawConnection();
  const closed = once(socket, "close");
  socket.write("GET / HTTP/1.1\r\n\r\n");
  await closed;
  expect(server.antennas()).toEqual([]);
});

test("an adapter stays unplugged for the next process, until it is plugged in", async () => {
  server.unplug("hall");
  const adapter = await connectAdapter(addressFor("hall"));
  expect(adapter.up).toBe(false);
  server.plug("hall");
  await vi.waitFor(() => expect(adapter.up).toBe(true));
  server.unplug("hall");
  await vi.waitFor(() => expect(adapter.up).toBe(false));
});

test("a host that never reads loses reports, which are counted, and no more are kept for it", async () => {
  const socket = await rawConnection();
  socket.pause();
  const start = [
    encodeHello(Buffer.from(server.secret, "hex"), "deaf"),
    encodeFrame(PACKET, encodeCommand(0x0c01, Buffer.from("fffffbff07f8bf3d", "hex"))),
    encodeFrame(PACKET, encodeCommand(0x200c, Uint8Array.of(1, 0))),
  ];
  socket.write(Buffer.concat(start));
  await vi.waitFor(() => expect(air.listeners()).toEqual(["deaf"]));
  const dropped = () => server.hciLog("deaf")?.reports.dropped ?? 0;
  // The kernel's own buffers take some megabytes first.
  while (dropped() < 1_000) {
    for (let n = 0; n < 10_000; n++) air.transmit(ADVERT);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { sent = 0 } = server.hciLog("deaf")?.reports ?? {};
  for (let n = 0; n < 100_000; n++) air.transmit(ADVERT);
  expect(server.hciLog("deaf")?.reports).toMatchObject({ sent });
});

test("when the air goes, its adapters are down", async () => {
  const adapter = await connectAdapter(addressFor("hall"));
  await server.close();
  await vi.waitFor(() => expect(adapter.up).toBe(false));
  await expect(connectAdapter(addressFor("hall"))).rejects.toMatchObject({
    code: "air-unreachable",
  });
});

test("settings that name no air are refused by the variable's name, and never show a value", () => {
  const good = antennaEnv(server, "hall");
  expect(airAddressesOf(good)).toMatchObject([
    { host: "127.0.0.1", port: server.port, antenna: "hall" },
  ]);
  expect(airAddressesOf(antennaEnv(server, "a", "b")).map(({ antenna }) => antenna)).toEqual([
    ...["a", "b"],
  ]);
  for (const [variable, value] of [
    ["SIGHEJ_SIM_AIR", "nowhere"],
    ["SIGHEJ_SIM_ANTENNA", ""],
    ["SIGHEJ_SIM_SECRET", "abcd1234"],
  ] as const) {
    const fault = () => airAddressesOf({ ...good, [variable]: value });
    expect(fault).toThrow(variable);
    expect(fault).not.toThrow(/nowhere|abcd1234/);
  }
});

test("a controller can be deaf, mute or refusing until what mends it, and a foreign command is seen", async () => {
  const adapter = await connectAdapter(addressFor("hall"));
  const packets: string[] = [];
  adapter.deliverTo((packet) => packets.push(packet.toString("hex")) > 0);
  const said = async (count: number) => {
    await vi.waitFor(() => expect(packets).toHaveLength(count));
    return packets.splice(0);
  };
  const scan = (on: number) => encodeCommand(0x200c, Uint8Array.of(on, 0));
  adapter.send(encodeCommand(0x0c01, Buffer.from("fffffbff07f8bf3d", "hex")));
  adapter.send(scan(1));
  await said(2);
  server.fault("hall", { kind: "deaf", until: "scan" });
  air.transmit(ADVERT);
  adapter.send(scan(0));
  expect(await said(1)).toEqual(["040e04010c2000"]);
  adapter.send(scan(1));
  await said(1);
  air.transmit(ADVERT);
  await said(1);
  server.fault("hall", { kind: "refusing", until: "power" });
  adapter.send(scan(1));
  expect(await said(1)).toEqual(["040e04010c200c"]);
  server.fault("hall", { kind: "mute", until: "power" });
  adapter.send(scan(1));
  adapter.setPower(false);
  expect(adapter.up).toBe(false);
  adapter.setPower(true);
  adapter.send(scan(1));
  expect(await said(1)).toEqual(["040e04010c2000"]);
  server.foreignCommand("hall", scan(0));
  expect(await said(2)).toEqual(["010c20020000", "040e04010c2000"]);
  server.inject("hall", Uint8Array.of(4, 0x3e));
  expect(await said(1)).toEqual(["043e"]);
  server.fault("hall", { kind: "mute", until: "pulled-out" });
  server.unplug("hall");
  await vi.waitFor(() => expect(adapter.present).toBe(false));
  server.plug("hall");
  await vi.waitFor(() => expect(adapter.up).toBe(true));
  adapter.send(scan(1));
  await said(1);
});
