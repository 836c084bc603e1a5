/**
 * Wire: stands between phones and the matcher, and can be cut: once, or for as long as a test likes.
 */
import { connect, createServer, type Socket } from "node:net";
import type { Part } from "@sighej/embedded";
import type { Room } from "./room.ts";

export interface Wire extends Part {
  /** The poster of a room, through this wire. */
  posterOf(room: Room): string;
  /** Every connection that stands breaks; new ones are let through. */
  cut(): void;
  /** Nothing gets through from now on, or again. */
  hold(down: boolean): void;
}

/** Listens on a free loopback port, for what `targetPort` serves. */
export async function openWire(targetPort: number): Promise<Wire> {
  const sockets = new Set<Socket>();
  let down = false;

  const server = createServer((client) => {
    if (down) {
      client.resetAndDestroy();
      return;
    }
    const target = connect(targetPort, "127.0.0.1");
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      sockets.add(from);
      from.on("error", () => from.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the wire has no port");

  function cut(): void {
    for (const socket of sockets) socket.resetAndDestroy();
  }
  return {
    posterOf: ({ matcher, poster }) => poster.replace(`:${matcher.port}/`, `:${address.port}/`),
    cut,
    hold: (next) => {
      down = next;
      if (next) cut();
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
