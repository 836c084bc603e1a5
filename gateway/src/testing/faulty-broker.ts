/**
 * Faulty broker: as much of an MQTT 3.1.1 server as one gateway needs, with a matcher behind it, which
 * refuses, withholds acknowledgements and cuts connections when told to. A real broker does none of
 * that on demand.
 */
import { createServer, type Server, type Socket } from "node:net";
import { decodeSightings, encodeGatewayCommand, unixMs } from "@sighej/protocol";

export interface Connect {
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  readonly clean: boolean;
  readonly keepalive: number;
  /** Empty where there is none. */
  readonly will: { readonly topic: string; readonly payload: Buffer; readonly retain: boolean };
}

export interface Publish {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly retain: boolean;
}

export class FaultyBroker {
  /** CONNACK return code for those to come. */
  connack = 0;
  /** Whether publishes are acknowledged. */
  acknowledging = true;
  /** Whether there is a matcher that acknowledges the windows that were published. */
  taking = true;
  /** Subscriptions asked for and granted. */
  subscribed = 0;
  readonly connects: Connect[] = [];
  readonly publishes: Publish[] = [];
  /** Connections that said DISCONNECT, and so lose their will. */
  goodbyes = 0;
  readonly #server: Server = createServer((socket) => this.#serve(socket));
  readonly #sockets = new Set<Socket>();

  /** Listens on `port`, 0 for any; resolves to the port. */
  listen(port = 0): Promise<number> {
    return new Promise((done) => {
      this.#server.listen(port, "127.0.0.1", () => {
        const address = this.#server.address();
        if (address === null || typeof address === "string") throw new TypeError("expected a port");
        done(address.port);
      });
    });
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Sends a message to everyone, as if they had subscribed to it. */
  tell(topic: string, payload: string | Uint8Array): void {
    const name = Buffer.from(topic);
    const body = Buffer.concat([
      Buffer.of(name.length >> 8, name.length),
      name,
      Buffer.from(payload),
    ]);
    if (body.length > 127) throw new RangeError("a length of one octet");
    for (const socket of this.#sockets)
      socket.write(Buffer.concat([Buffer.of(0x30, body.length), body]));
  }

  close(): Promise<void> {
    return new Promise((done) => {
      this.#server.close(() => done());
      this.cut();
    });
  }

  #serve(socket: Socket): void {
    // Answers are small and come in pairs, which the system would hold back for 40 ms.
    socket.setNoDelay(true);
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    socket.on("error", () => undefined);
    let held: Buffer = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      held = Buffer.concat([held, chunk]);
      for (let packet = takePacket(held); packet !== undefined; packet = takePacket(held)) {
        held = held.subarray(packet.length);
        this.#answer(socket, packet.first, packet.body);
      }
    });
  }

  /** As a matcher does: what was taken in is acknowledged at once. */
  #take(topic: string, payload: Buffer): void {
    const frame = topic.endsWith("/sightings") ? decodeSightings(payload) : undefined;
    if (!frame?.ok) return;
    const { bootId, sequence } = frame.value;
    const ranges = [{ first: sequence, last: sequence }];
    const at = unixMs(Date.now());
    const ack = encodeGatewayCommand({ command: "ack", bootId, at, ranges });
    this.tell(topic.replace(/sightings$/, "command"), ack);
  }

  #answer(socket: Socket, first: number, body: Buffer): void {
    switch (first >> 4) {
      case 1:
        this.connects.push(readConnect(body));
        socket.write(Buffer.of(0x20, 2, 0, this.connack));
        break;
      case 3: {
        const [topic, rest] = takeField(body);
        this.publishes.push({
          topic: topic.toString(),
          qos: (first >> 1) & 3,
          retain: (first & 1) === 1,
          payload: rest.subarray(2),
        });
        if (this.acknowledging)
          socket.write(Buffer.concat([Buffer.of(0x40, 2), rest.subarray(0, 2)]));
        if (this.acknowledging && this.taking) this.#take(topic.toString(), rest.subarray(2));
        break;
      }
      case 8: {
        // Two filters at QoS 1: packet id, then a code each (§3.9).
        this.subscribed += 1;
        socket.write(Buffer.concat([Buffer.of(0x90, 4), body.subarray(0, 2), Buffer.of(1, 1)]));
        break;
      }
      case 12:
        socket.write(Buffer.of(0xd0, 0));
        break;
      case 14:
        this.goodbyes += 1;
        socket.end();
        break;
      default:
        throw new TypeError("a packet that a gateway does not send");
    }
  }
}

/** Fixed header (§2.2): type and flags, then a length of one to four octets. */
function takePacket(bytes: Buffer) {
  let length = 0;
  for (let at = 1; at < Math.min(5, bytes.length); at++) {
    const octet = bytes[at] ?? 0;
    length += (octet & 0x7f) * 0x80 ** (at - 1);
    if (octet >= 0x80) continue;
    const end = at + 1 + length;
    if (bytes.length < end) return undefined;
    return { first: bytes[0] ?? 0, body: bytes.subarray(at + 1, end), length: end };
  }
  return undefined;
}

/** A field with two octets of length (§1.5.3), and what follows it. */
function takeField(bytes: Buffer): readonly [Buffer, Buffer] {
  const end = 2 + bytes.readUInt16BE();
  return [bytes.subarray(2, end), bytes.subarray(end)];
}

/** Fields in the order of §3.1.3; a gateway sends all of them, and one that only looks no will. */
function readConnect(body: Buffer): Connect {
  const flags = body[7] ?? 0;
  const [clientId, afterId] = takeField(body.subarray(10));
  const nothing = Buffer.alloc(0);
  const hasWill = (flags & 0x04) !== 0;
  const [topic, afterTopic] = hasWill ? takeField(afterId) : [nothing, afterId];
  const [payload, afterWill] = hasWill ? takeField(afterTopic) : [nothing, afterTopic];
  const [username, afterName] = takeField(afterWill);
  const [password] = takeField(afterName);
  return {
    clientId: clientId.toString(),
    username: username.toString(),
    password: password.toString(),
    clean: (flags & 0x02) !== 0,
    keepalive: body.readUInt16BE(8),
    will: { topic: topic.toString(), payload, retain: (flags & 0x20) !== 0 },
  };
}
