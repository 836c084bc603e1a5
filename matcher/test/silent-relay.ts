/**
 * Silent relay: passes bytes on to a server, and can stop doing so without a word: as when a host, or a
 * firewall between, vanishes, no end of a connection is told. Connections made after that are passed on.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface SilentRelay {
  readonly port: number;
  /** Of the connections that stand, nothing comes through any more, either way. */
  silence(): void;
  stop(): Promise<void>;
}

/** `port`: of the server, on this machine. */
export async function startSilentRelay(port: number): Promise<SilentRelay> {
  const open = new Set<Socket>();
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
  };
  const relay = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    near.pipe(far);
    far.pipe(near);
    keep(near);
    keep(far);
  });
  relay.listen(0, "127.0.0.1");
  await once(relay, "listening");
  return {
    port: (relay.address() as AddressInfo).port,
    silence: () => {
      for (const socket of open) {
        socket.unpipe();
        socket.pause();
      }
    },
    stop: async () => {
      for (const socket of open) socket.destroy();
      relay.close();
      await once(relay, "close");
    },
  };
}
