/** A venue of two gateways and a matcher, and the clients they connect with; for tests. */
import { once } from "node:events";
import { connect as connectSocket, type Socket } from "node:net";
import { type Channel, parseGatewayId, parseVenueId, topicOf, usernameOf } from "@sighej/protocol";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { pino } from "pino";
import { credentialOf } from "../credentials.ts";
import { type BrokerConfig, type RunningBroker, start } from "../index.ts";

const venue = known(parseVenueId("6e2f3a10-7c55-4b0e-9d0a-2b1f60c5a001"));
export const door = { kind: "gateway", venue, gateway: known(parseGatewayId("door")) } as const;
export const stage = { kind: "gateway", venue, gateway: known(parseGatewayId("stage")) } as const;
export const matcher = { kind: "matcher" } as const;
type AnyRole = typeof door | typeof stage | typeof matcher;

const secretOf = (role: AnyRole): string => `secret of ${usernameOf(role)}`;

export const topic = (of: typeof door | typeof stage, channel: Channel): string =>
  topicOf({ ...of, channel });

/** A broker on a free port, and what was opened to it. */
export interface Venue {
  readonly broker: RunningBroker;
  /**
   * A connected client; rejects with what it was refused with. `prepare` sees the client before it
   * is sent anything.
   */
  readonly connect: (
    role: AnyRole,
    changes?: Partial<IClientOptions>,
    prepare?: (client: MqttClient) => void,
  ) => Promise<MqttClient>;
  /** A connection that says what it likes. */
  readonly openSocket: () => Promise<Socket>;
  /** Ends all clients and the broker. */
  readonly close: () => Promise<void>;
}

/** `changes`: of how the broker is started. */
export async function openVenue(changes: Partial<BrokerConfig> = {}): Promise<Venue> {
  const clients: MqttClient[] = [];
  const sockets: Socket[] = [];
  const broker = await start({
    host: "127.0.0.1",
    port: 0,
    credentials: [door, stage, matcher].map((role) =>
      credentialOf(usernameOf(role), secretOf(role), role),
    ),
    logger: pino({ level: "silent" }),
    ...changes,
  });
  return {
    broker,
    connect: async (role, changes = {}, prepare = () => undefined) => {
      const client = mqtt.connect({
        host: "127.0.0.1",
        port: broker.port,
        username: usernameOf(role),
        password: secretOf(role),
        clientId: usernameOf(role),
        keepalive: 10,
        reconnectPeriod: 0,
        ...changes,
      });
      clients.push(client);
      prepare(client);
      await new Promise<void>((resolve, reject) => {
        client.once("connect", () => resolve());
        client.once("error", reject);
        client.once("close", () => reject(new Error("connection refused without a word")));
      });
      client.on("error", () => undefined);
      return client;
    },
    openSocket: async () => {
      const socket = connectSocket(broker.port, "127.0.0.1");
      sockets.push(socket);
      socket.on("error", () => undefined);
      await once(socket, "connect");
      return socket;
    },
    close: async () => {
      for (const client of clients) await client.endAsync(true);
      for (const socket of sockets) socket.destroy();
      await broker.stop();
    },
  };
}

/** The bytes of a CONNECT with which `role` is admitted (MQTT 3.1.1 §3.1). */
export function connectPacket(role: AnyRole): Buffer {
  const body = Buffer.concat([
    field("MQTT"),
    // Protocol level 4; username, password and a clean session; keep-alive 10 s.
    Buffer.of(4, 0xc2, 0, 10),
    field(usernameOf(role)),
    field(usernameOf(role)),
    field(secretOf(role)),
  ]);
  return Buffer.concat([Buffer.of(0x10, 0x80 | (body.length & 0x7f), body.length >> 7), body]);
}

/** A text with two octets of length before it (§1.5.3). */
export function field(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes]);
}

/** Resolves when the client's connection is over, however it ended. */
export const closed = (client: MqttClient): Promise<void> =>
  new Promise((done) => client.once("close", () => done()));

/** What a client is sent, and a wait for the n-th. */
export function listen(client: MqttClient) {
  const messages: [string, string][] = [];
  client.on("message", (at, payload) => messages.push([at, payload.toString()]));
  return {
    messages,
    count: async (expected: number) => {
      while (messages.length < expected)
        await new Promise<void>((resolve) => client.once("message", () => resolve()));
    },
  };
}

function known<T>(result: { ok: true; value: T } | { ok: false }): T {
  if (!result.ok) throw new TypeError("a fixture is wrong");
  return result.value;
}
