/**
 * Badge proxy: passes what the app posts on its own origin on to the simulator's badge endpoint,
 * which listens on loopback only. So the demo also works from a phone on the same network.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { request } from "node:http";

export type PlainHandler = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/** A binding is under 200 bytes; the simulator answers at once or not at all. */
const TIMEOUT_MS = 5_000;

export function badgeProxy(target: URL): PlainHandler {
  return (incoming, outgoing) => {
    const { method } = incoming;
    if (method !== "POST" && method !== "DELETE") {
      outgoing.writeHead(405, { allow: "POST, DELETE" }).end();
      return;
    }
    const headers = {
      "content-type": incoming.headers["content-type"] ?? "application/json",
      // Node frames the body of a DELETE only when it is told how (RFC 9112 §6).
      "transfer-encoding": "chunked",
    };
    const forwarded = request(target, { method, headers, timeout: TIMEOUT_MS }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, {
        "content-type": answer.headers["content-type"] ?? "text/plain",
      });
      answer.pipe(outgoing);
    });
    forwarded.on("timeout", () => forwarded.destroy());
    forwarded.on("error", () => {
      if (!outgoing.headersSent) outgoing.writeHead(502);
      outgoing.end();
    });
    incoming.pipe(forwarded);
  };
}
