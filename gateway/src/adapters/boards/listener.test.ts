/** The boards' listener, spoken to by a real MQTT client, and by bytes that no client sends. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import fc from "fast-check";
import mqtt, { type MqttClient } from "mqtt";
import { generate } from "mqtt-packet";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Board } from "../../boards.ts";
import { type BoardListener, listenForBoards } from "./listener.ts";

const boards = ["bar", "hall"].map((name) => ({
  ...{ gateway: name, username: `v/${name}`, secret: "a secret", password: `password of ${name}` },
})) as unknown as readonly Board[];
const message = {
  ...{ id: "C6:05:04:03:02:01", rssi: -67, servicedata: "0151020304050607f800" },
  servicedatauuid: "a1360606-3ca8-453f-bc59-3217f0c20a8c",
};

let listener: BoardListener;
let heard: [string, number][];
let states: [string, boolean][];
let refused: string[];
const clients: MqttClient[] = [];
const sockets: Socket[] = [];

beforeEach(async () => {
  // Each test's own: a socket of the test before may close late.
  const [levels, logins, kinds] = [[], [], []] as [typeof heard, typeof states, string[]];
  [heard, states, refused] = [levels, logins, kinds];
  listener = await listenForBoards({ address: "127.0.0.1", port: 0 }, boards, (gateway) => ({
    heard: ({ level }) => levels.push([gateway, level]),
    connected: (is) => logins.push([gateway, is]),
    refused: (kind) => kinds.push(kind),
  }));
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.end(true);
  for (const socket of sockets.splice(0)) socket.destroy();
  await listener.stop();
});

function board(name: string, password = `password of ${name}`, protocolVersion: 4 | 5 = 4) {
  const client = mqtt.connect(`mqtt://127.0.0.1:${listener.port}`, {
    ...{ username: name, password, clientId: `esp-${Math.random()}`, protocolVersion },
    reconnectPeriod: 0,
  });
  clients.push(client);
  client.on("error", () => undefined);
  return client;
}
const until = (client: MqttClient, event: "connect" | "close"): Promise<void> =>
  new Promise((done) => client.once(event, () => done()));
async function loggedIn(name: string): Promise<MqttClient> {
  const client = board(name);
  await until(client, "connect");
  return client;
}
async function raw(...chunks: readonly Uint8Array[]): Promise<Socket> {
  const socket = connect(listener.port, "127.0.0.1");
  sockets.push(socket);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  for (const chunk of chunks) socket.write(chunk);
  return socket;
}

describe("the boards' listener", () => {
  it.each([0, 1, 2] as const)("hears what a board publishes with QoS %i", async (qos) => {
    const client = await loggedIn("bar");
    await client.publishAsync("home/OMG/BTtoMQTT/C60504030201", JSON.stringify(message), { qos });
    await client.publishAsync("home/OMG/SYStoMQTT", '{"uptime":9}', { qos });
    await vi.waitFor(() => expect(heard).toEqual([["bar", -67]]));
    expect(states).toEqual([["bar", true]]);
    await client.endAsync();
    await vi.waitFor(() => expect(states.at(-1)).toEqual(["bar", false]));
    expect(refused).toEqual([]);
  });

  it("gives nothing of it to anybody who subscribes", async () => {
    const [ear, mouth] = [await loggedIn("hall"), await loggedIn("bar")];
    const overheard = vi.fn();
    ear.on("message", overheard);
    await ear.subscribeAsync(["#", "home/OMG/BTtoMQTT/+"]);
    await mouth.publishAsync("home/OMG/BTtoMQTT/C6", JSON.stringify(message), { qos: 1 });
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    // Asked and answered after the publish: anything on its way would have come before.
    await ear.unsubscribeAsync("#");
    expect(overheard).not.toHaveBeenCalled();
  });

  it("tells OpenMQTTGateway to scan all the time and to publish raw data", async () => {
    const client = await loggedIn("bar");
    const told = new Promise<[string, Buffer]>((done) =>
      client.once("message", (topic, payload) => done([topic, payload])),
    );
    await client.subscribeAsync("home/OMG_bar/commands/#");
    const [topic, payload] = await told;
    expect(topic).toBe("home/OMG_bar/commands/MQTTtoBT/config");
    expect(JSON.parse(String(payload))).toMatchObject({ pubadvdata: true, randommacs: true });
  });

  it.each([
    ["a wrong password", () => board("bar", "password of hall")],
    ["no password", () => board("bar", "")],
    ["a stranger's name", () => board("kitchen", "password of bar")],
    ["MQTT 5", () => board("bar", "password of bar", 5)],
  ])("refuses %s", async (_, dial) => {
    await until(dial(), "close");
    expect(states).toEqual([]);
  });

  it("gives a board's seat to its newest connection", async () => {
    const first = await loggedIn("bar");
    const gone = until(first, "close");
    const second = await loggedIn("bar");
    await gone;
    await second.publishAsync("x", JSON.stringify(message), { qos: 1 });
    expect(heard).toHaveLength(1);
    expect(states).toEqual([
      ["bar", true],
      ["bar", true],
    ]);
  });

  it("counts what is wrong, and what is too much", async () => {
    const client = await loggedIn("bar");
    await client.publishAsync("x", "{", { qos: 1 });
    for (let n = 0; n < 700; n++) client.publish("x", JSON.stringify(message));
    await client.publishAsync("x", "{", { qos: 1 });
    expect(refused[0]).toBe("bad-json");
    expect(refused).toContain("too-many");
    expect(heard.length).toBeGreaterThanOrEqual(499);
    expect(heard.length).toBeLessThan(700);
  });

  const hello = generate({
    ...{ cmd: "connect", protocolId: "MQTT", protocolVersion: 4, clientId: "x", clean: true },
    ...{ keepalive: 60, username: "bar", password: Buffer.from("password of bar") },
  });
  const publish = generate({
    ...{ cmd: "publish", topic: "x", payload: "{}", qos: 0, dup: false, retain: false },
  });
  it.each([
    ["publishes before it has logged in", [publish]],
    ["logs in twice", [hello, hello]],
    [
      "begins a packet of a megabyte",
      [hello, Buffer.of(0x30, 0xff, 0xff, 0x3f), Buffer.alloc(9_000)],
    ],
    ["speaks HTTP", [Buffer.from("GET / HTTP/1.1\r\n\r\n")]],
  ])("hangs up on who %s", async (_, chunks) => {
    const socket = await raw(...chunks);
    socket.resume();
    await once(socket, "close");
    expect(heard).toEqual([]);
  });

  it("survives any bytes, and goes on serving", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 64 })),
        fc.boolean(),
        async (chunks, late) => {
          const socket = await raw(...(late ? [hello] : []), ...chunks);
          socket.resume();
          socket.end();
          await once(socket, "close");
        },
      ),
      { numRuns: 50 },
    );
    const client = await loggedIn("bar");
    await client.publishAsync("x", JSON.stringify(message), { qos: 1 });
    expect(heard).toContainEqual(["bar", -67]);
  });

  it("says where it cannot listen, and what to set", async () => {
    const taken = { address: "127.0.0.1", port: listener.port };
    const failed = listenForBoards(taken, [], () => ({
      heard: () => undefined,
      connected: () => undefined,
      refused: () => undefined,
    }));
    await expect(failed).rejects.toMatchObject({
      code: "boards-unheard",
      message: expect.stringContaining("boards.port"),
    });
  });
});
