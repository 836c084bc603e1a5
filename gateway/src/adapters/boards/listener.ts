/**
 * Boards' listener: takes what third-party boards publish over MQTT 3.1.1, and gives none of it to
 * anybody over MQTT.
 *
 * It is no broker. A board's messages say whose Bluetooth address it heard, and nobody who can reach
 * this port shall be able to subscribe to that: a subscription is granted and stays silent. What is
 * heard goes to `heard`, without the address. Each board has a name and a password of its own.
 *
 * One thing is sent: OpenMQTTGateway scans every other minute unless it is told otherwise, so it is
 * told when it subscribes to its commands.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import type { GatewayId } from "@sighej/protocol";
import { generate, type IConnectPacket, type Packet, parser } from "mqtt-packet";
import { type BoardAdvert, decodeBoardAdvert, MAX_MESSAGE } from "../../board-advert.ts";
import { type Board, MAX_BOARDS } from "../../boards.ts";
import { GatewayError } from "../../errors.ts";
import { settingsFor } from "./omg.ts";

export interface BoardPlug {
  /** One advert that the board heard. */
  readonly heard: (advert: BoardAdvert) => void;
  /** It has logged in, or is gone. */
  readonly connected: (is: boolean) => void;
  /** A message of its own that is wrong, by its problem. */
  readonly refused: (kind: string) => void;
}

export interface BoardListener {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** Of a board that is alive; the strongest ESP32 forwards some 150 adverts a second. */
const MESSAGES_PER_S = 500;
/** Topic and header come on top of a message. */
const MAX_PACKET = MAX_MESSAGE + 512;
/** A board that does not log in this fast is none. */
const CONNECT_TIMEOUT_MS = 10_000;
/** For one that names no keepalive; those that do name 15 to 60 s. */
const LONGEST_SILENCE_MS = 120_000;
/** Two for each board: while one reconnects, the network may not have told of the old one's end. */
const MAX_CONNECTIONS = 2 * MAX_BOARDS;
/** CONNACK codes of MQTT 3.1.1 §3.2.2.3. */
const ACCEPTED = 0;
const BAD_VERSION = 1;
const NOT_AUTHORISED = 5;
const MQTT_3_1_1 = 4;

/** Rejects with `boards-unheard` when it cannot listen there. */
export async function listenForBoards(
  { address, port }: { readonly address: string; readonly port: number },
  boards: readonly Board[],
  plugOf: (gateway: GatewayId) => BoardPlug,
): Promise<BoardListener> {
  const seats = new Map<string, Seat>(
    boards.map((board) => [board.gateway, { board, plug: plugOf(board.gateway) }]),
  );
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    serve(socket, seats);
  });
  server.maxConnections = MAX_CONNECTIONS;
  await listening(server, address, port);
  const bound = server.address();
  return {
    port: typeof bound === "object" && bound !== null ? bound.port : port,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function listening(server: Server, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) =>
      reject(
        new GatewayError(
          "boards-unheard",
          `cannot listen for boards at ${address}:${port}; is another broker there? Set boards.port`,
          { cause },
        ),
      ),
    );
    server.listen(port, address, () => resolve());
  });
}

interface Seat {
  readonly board: Board;
  readonly plug: BoardPlug;
  socket?: Socket;
}

/** One connection, from its first packet to its end. */
function serve(socket: Socket, seats: ReadonlyMap<string, Seat>): void {
  const packets = parser({ protocolVersion: MQTT_3_1_1 });
  let seat: Seat | undefined;
  const budget = budgetOf(MESSAGES_PER_S);
  socket.setTimeout(CONNECT_TIMEOUT_MS, () => socket.destroy());
  socket.on("error", () => undefined);
  socket.on("data", (chunk: Buffer) => {
    // What is left of an unfinished packet. The rest of a too long one is not waited for.
    if (packets.parse(chunk) > MAX_PACKET) socket.destroy();
  });
  socket.once("close", () => {
    if (seat === undefined || seat.socket !== socket) return;
    delete seat.socket;
    seat.plug.connected(false);
  });
  packets.on("error", () => socket.destroy());
  packets.on("packet", (packet) => {
    if (socket.destroyed) return;
    if (seat !== undefined) answer(socket, seat, packet, budget);
    else if (packet.cmd === "connect") seat = admit(socket, packet, seats);
    else socket.destroy();
  });
}

/** The board's seat, which it takes from an older connection of its own; undefined if refused. */
function admit(
  socket: Socket,
  packet: IConnectPacket,
  seats: ReadonlyMap<string, Seat>,
): Seat | undefined {
  const { protocolVersion, username = "", password = Buffer.alloc(0), keepalive = 0 } = packet;
  const seat = seats.get(username);
  const returnCode =
    protocolVersion !== MQTT_3_1_1
      ? BAD_VERSION
      : seat !== undefined && same(password, seat.board.password)
        ? ACCEPTED
        : NOT_AUTHORISED;
  const connack = generate({ cmd: "connack", returnCode, sessionPresent: false });
  if (seat === undefined || returnCode !== ACCEPTED) {
    socket.end(connack);
    return undefined;
  }
  seat.socket?.destroy();
  seat.socket = socket;
  // A client is dead after one and a half times its keepalive (MQTT 3.1.1 §3.1.2.10).
  socket.setTimeout(keepalive > 0 ? keepalive * 1_500 : LONGEST_SILENCE_MS);
  socket.write(connack);
  seat.plug.connected(true);
  return seat;
}

const hashed = (secret: Buffer | string) => createHash("sha256").update(secret).digest();
const same = (given: Buffer, wanted: string) => timingSafeEqual(hashed(given), hashed(wanted));

function answer(socket: Socket, { plug }: Seat, packet: Packet, spend: () => boolean): void {
  const { messageId = 0 } = packet;
  switch (packet.cmd) {
    case "publish": {
      if (packet.qos > 0)
        socket.write(generate({ cmd: packet.qos === 1 ? "puback" : "pubrec", messageId }));
      if (spend()) take(plug, packet.payload.toString());
      else plug.refused("too-many");
      return;
    }
    case "pubrel":
      socket.write(generate({ cmd: "pubcomp", messageId }));
      return;
    case "subscribe":
      socket.write(
        generate({ cmd: "suback", messageId, granted: packet.subscriptions.map(() => 0) }),
      );
      for (const { topic } of packet.subscriptions) {
        const settings = settingsFor(topic);
        if (settings !== undefined) socket.write(generate(settings));
      }
      return;
    case "unsubscribe":
      socket.write(generate({ cmd: "unsuback", messageId, granted: [] }));
      return;
    case "pingreq":
      socket.write(generate({ cmd: "pingresp" }));
      return;
    case "puback":
      return;
    default:
      // A second CONNECT, a DISCONNECT, or what only a broker says.
      socket.destroy();
  }
}

function take(plug: BoardPlug, message: string): void {
  const advert = decodeBoardAdvert(message);
  if (advert.ok) plug.heard(advert.value);
  else if (advert.problem.kind !== "not-ours") plug.refused(advert.problem.kind);
}

/** Whether one more may be spent: at most `perSecond` in a second, by the steady clock. */
function budgetOf(perSecond: number): () => boolean {
  let left = perSecond;
  let at = performance.now();
  return () => {
    const now = performance.now();
    left = Math.min(perSecond, left + ((now - at) / 1_000) * perSecond);
    at = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
