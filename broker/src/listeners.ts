/**
 * Listeners: accepts connections over TCP, TLS and WebSocket, bounds them and hands them to the broker.
 *
 * Every connection is counted by its address before a byte of it is read, so that a flood costs no
 * handshake. TLS and HTTP run on servers that do not listen themselves: accepted sockets are passed
 * to them, as Node's documentation of their `connection` event provides.
 */
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Arrivals } from "./arrivals.ts";
import type { Counts } from "./counts.ts";
import { BrokerError } from "./errors.ts";
import { startPacketLimit } from "./packet-limit.ts";
import { plain, type TlsIdentity, tls, type Upgrade, webSocket } from "./transports.ts";

/** Where to listen, port 0 for any free one, and how. */
export interface Endpoint {
  readonly kind: "tcp" | "tls" | "websocket";
  readonly host: string;
  readonly port: number;
  /** What a `tls` endpoint proves itself with. */
  readonly identity?: TlsIdentity | undefined;
}

/** Takes a stream of MQTT; `settled` is called once its sender has proved who it is. */
export type Handle = (stream: Duplex, settled: () => void) => void;

export interface Listener {
  readonly port: number;
  /** Proves itself with another identity from the next connection on; `tls` only. */
  readonly renew: (identity: TlsIdentity) => void;
  /** Takes no more connections and ends those that are open. */
  readonly stop: () => Promise<void>;
}

/** Rejects with a `BrokerError`. `now` is monotonic, ms. */
export async function listen(
  endpoint: Endpoint,
  handle: Handle,
  arrivals: Arrivals<Socket>,
  counts: Counts,
  now: () => number = () => performance.now(),
): Promise<Listener> {
  const { host, port } = endpoint;
  const open = new Set<Socket>();
  const settling = new WeakMap<object, () => void>();
  const upgrade = upgradeOf(endpoint, counts, (stream, socket) => {
    limitPackets(stream, counts);
    handle(stream, settling.get(socket) ?? (() => undefined));
  });
  // Not paused: TLS and HTTP read by themselves, and aedes when it is ready.
  const server = createServer({ noDelay: true }, (socket) => {
    const arrival = arrivals.arrive(socket, socket.remoteAddress ?? "", now());
    if (!arrival.ok) {
      counts.add("connection-refused", arrival.refusal);
      socket.destroy();
      return;
    }
    if (arrival.givenUp !== undefined) {
      counts.add("connection-failed", "waited-longest");
      arrival.givenUp.destroy();
    }
    open.add(socket);
    settling.set(socket, () => arrivals.settle(socket));
    // Whoever uses the socket listens for errors of its own; between uses nobody would.
    socket.on("error", () => undefined);
    socket.once("close", () => {
      open.delete(socket);
      arrivals.leave(socket);
    });
    upgrade.take(socket);
  });
  const address = await listening(server, host, port);
  return {
    port: address.port,
    renew: upgrade.renew,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        upgrade.stop();
        for (const socket of open) socket.destroy();
      }),
  };
}

function upgradeOf(
  { kind, identity }: Endpoint,
  counts: Counts,
  ready: (stream: Duplex, socket: Socket) => void,
): Upgrade {
  switch (kind) {
    case "tcp":
      return plain(ready);
    case "tls":
      if (identity === undefined) throw new TypeError("a TLS endpoint needs an identity");
      return tls(identity, ready, (why) => counts.add("connection-failed", why));
    case "websocket":
      return webSocket(ready, (why) => counts.add("connection-refused", why));
  }
}

/** aedes pulls all it gets through `read`, so that is where a packet too long can be stopped. */
function limitPackets(stream: Duplex, counts: Counts): void {
  const limit = startPacketLimit();
  const read = stream.read.bind(stream);
  stream.read = (size?: number): Buffer | null => {
    const chunk: Buffer | null = read(size);
    if (chunk === null || limit.take(chunk)) return chunk;
    counts.add("connection-failed", "packet-too-long");
    stream.destroy();
    return null;
  };
}

function listening(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(listenError(cause, host, port)));
    server.listen({ host, port }, () => {
      const address = server.address();
      if (address === null || typeof address === "string")
        throw new TypeError("a TCP listener has an address and a port");
      resolve(address);
    });
  });
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): BrokerError {
  switch (cause.code) {
    case "EADDRINUSE":
      return new BrokerError(
        "port-in-use",
        `port ${port} on ${host} is in use by another process`,
        { cause },
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new BrokerError("address-unavailable", `this machine has no address ${host}`, {
        cause,
      });
    case "EACCES":
      return new BrokerError(
        "address-unavailable",
        `port ${port} may not be opened by this account; ports below 1024 are reserved`,
        { cause },
      );
    default:
      return new BrokerError("listen-failed", `cannot listen on ${host}:${port}`, { cause });
  }
}
