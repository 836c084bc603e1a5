/** Listeners: accepts connections over TCP, bounds them and hands them to the broker. */
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Counts } from "./counts.ts";
import { BrokerError } from "./errors.ts";
import { startPacketLimit } from "./packet-limit.ts";

/**
 * Connections at a time: the largest venue has some 200 gateways. Each may hold a packet of 160 KB
 * that is still arriving, which makes 160 MB at worst.
 */
const MAX_CONNECTIONS = 1_000;

export interface Listener {
  readonly port: number;
  /** Takes no more connections and ends those that are open. */
  readonly stop: () => Promise<void>;
}

/** Listens on `host`:`port`, 0 for any free port. Rejects with a `BrokerError`. */
export async function listen(
  { host, port }: { readonly host: string; readonly port: number },
  handle: (socket: Socket) => void,
  counts: Counts,
  maxConnections = MAX_CONNECTIONS,
): Promise<Listener> {
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    limitPackets(socket, counts);
    handle(socket);
  });
  server.maxConnections = maxConnections;
  server.on("drop", () => counts.add("connection-refused", "too-many"));
  const address = await listening(server, host, port);
  return {
    port: address.port,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** aedes pulls all it gets through `read`, so that is where a packet too long can be stopped. */
function limitPackets(socket: Socket, counts: Counts): void {
  const limit = startPacketLimit();
  const read = socket.read.bind(socket);
  socket.read = (size?: number): Buffer | null => {
    const chunk: Buffer | null = read(size);
    if (chunk === null || limit.take(chunk)) return chunk;
    counts.add("connection-failed", "packet-too-long");
    socket.destroy();
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
