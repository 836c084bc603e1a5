import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ARRIVAL_LIMITS, startArrivals } from "./arrivals.ts";
import { type Counts, startCounts } from "./counts.ts";
import { BrokerError } from "./errors.ts";
import { type Listener, listen } from "./listeners.ts";
import { MAX_CONNECT_BYTES } from "./packet-limit.ts";

const anyPort = { kind: "tcp", host: "127.0.0.1", port: 0 } as const;
const two = () => startArrivals<Socket>({ ...ARRIVAL_LIMITS, open: 2 });
let counts: Counts;
let listener: Listener;
let taken: Duplex[];
let received: number;

beforeEach(async () => {
  counts = startCounts(pino({ level: "silent" }));
  taken = [];
  received = 0;
  listener = await listen(anyPort, take, two(), counts);
});

afterEach(() => listener.stop());

/** Reads as aedes does: on `readable`, all there is. */
function take(socket: Duplex): void {
  taken.push(socket);
  socket.on("readable", () => {
    received += socket.read()?.length ?? 0;
  });
}

async function open(): Promise<Socket> {
  const socket = connect(listener.port, anyPort.host);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

it("hands on the bytes of packets that are not too long", async () => {
  const socket = await open();
  socket.write(Buffer.of(0xc0, 0, 0xc0, 0));
  await vi.waitFor(() => expect(received).toBe(4));
  expect(counts.reading()).toEqual({});
  socket.destroy();
});

it("ends a connection that announces a packet too long, without handing it on", async () => {
  const socket = await open();
  socket.resume();
  socket.write(Buffer.of(0x10, 0x80, 0x80, 0x80, 0x64));
  await once(socket, "close");
  expect(received).toBe(0);
  expect(counts.reading()).toEqual({ "connection-failed.packet-too-long": 1 });
  expect(MAX_CONNECT_BYTES).toBeLessThan(0x64 * 0x80 ** 3);
});

it("takes no more connections than its limit, and more again when some have ended", async () => {
  const [first] = [await open(), await open()];
  await vi.waitFor(() => expect(taken).toHaveLength(2));
  const third = await open();
  third.resume();
  await once(third, "close");
  expect(counts.reading()).toEqual({ "connection-refused.too-many": 1 });
  first.destroy();
  await vi.waitFor(() => expect(taken[0]?.destroyed).toBe(true));
  await open();
  await vi.waitFor(() => expect(taken).toHaveLength(3));
});

it("says which port is in use, and which address is not this machine's", async () => {
  const again = listen({ ...anyPort, port: listener.port }, take, two(), counts);
  await expect(again).rejects.toBeInstanceOf(BrokerError);
  await expect(again).rejects.toMatchObject({
    code: "port-in-use",
    message: expect.stringContaining(String(listener.port)),
  });
  // TEST-NET-1 (RFC 5737): nobody's.
  await expect(
    listen({ ...anyPort, host: "192.0.2.1" }, take, two(), counts),
  ).rejects.toMatchObject({ code: "address-unavailable" });
});

it("ends open connections when it stops", async () => {
  const socket = await open();
  socket.resume();
  const ended = once(socket, "close");
  await listener.stop();
  await ended;
  listener = await listen(anyPort, take, two(), counts);
});
