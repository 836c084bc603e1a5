/**
 * Wiretap: stands between two parts that talk over TCP and keeps a copy of what passes, so that a
 * test can look for what must never be there.
 */
import { connect, createServer, type Server, type Socket } from "node:net";

/** A run of some minutes sends a few megabytes; a copy that reaches this is a fault of the run. */
const MAX_KEPT_BYTES = 128 * 1_024 * 1_024;

export interface Wiretap {
  readonly port: number;
  /** Everything that clients sent so far, connection by connection. */
  sentByClients(): readonly Buffer[];
  /** Everything that was sent to clients so far, connection by connection. */
  sentToClients(): readonly Buffer[];
  stop(): Promise<void>;
}

interface Copy {
  readonly fromClient: Buffer[];
  readonly toClient: Buffer[];
}

/** Listens on a free loopback port and passes every connection on to `targetPort`. */
export async function tap(targetPort: number): Promise<Wiretap> {
  const copies: Copy[] = [];
  const sockets = new Set<Socket>();
  let kept = 0;

  const relay = (from: Socket, to: Socket, copy: Buffer[]) => {
    sockets.add(from);
    from.on("data", (chunk) => {
      kept += chunk.length;
      if (kept > MAX_KEPT_BYTES) throw new RangeError("the wiretap is full");
      copy.push(chunk);
      to.write(chunk);
    });
    from.on("close", () => {
      sockets.delete(from);
      to.destroy();
    });
    from.on("error", () => from.destroy());
  };

  const server = createServer((client) => {
    const target = connect(targetPort, "127.0.0.1");
    const copy: Copy = { fromClient: [], toClient: [] };
    copies.push(copy);
    relay(client, target, copy.fromClient);
    relay(target, client, copy.toClient);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    port: portOf(server),
    sentByClients: () => copies.map(({ fromClient }) => Buffer.concat(fromClient)),
    sentToClients: () => copies.map(({ toClient }) => Buffer.concat(toClient)),
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the wiretap has no port");
  return address.port;
}
