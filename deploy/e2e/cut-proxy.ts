/** Cut proxy: stands between gateways and their broker, and is a network that fails when told to. */
import { connect, createServer, type Socket } from "node:net";

export interface CutProxy {
  readonly url: string;
  /** Connections that exist end at once, and new ones are taken only while it is up. */
  setUp(up: boolean): void;
  /** Ends every connection in the middle of whatever it is saying. */
  cut(): void;
  stop(): Promise<void>;
}

/** `target` is `mqtt://host:port`. */
export async function cutProxy(target: string): Promise<CutProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let up = true;
  const server = createServer((client) => {
    if (!up) {
      client.destroy();
      return;
    }
    const broker = connect({ host: hostname, port: Number(port), noDelay: true });
    for (const socket of [client, broker]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.once("close", () => {
        sockets.delete(socket);
        client.destroy();
        broker.destroy();
      });
    }
    client.pipe(broker).pipe(client);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `mqtt://127.0.0.1:${address.port}`,
    setUp: (next) => {
      up = next;
      if (!up) cut();
    },
    cut,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        cut();
      }),
  };
}
