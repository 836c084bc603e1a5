/**
 * Badge: the loopback endpoint where the app of a demo hands over its beacon key, as it would write
 * it to a real badge. `POST /badge` switches a visitor's badge on, `DELETE /badge` with the same
 * body off; both answer 204. Listens on 127.0.0.1 only; logs nothing of what it is told.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  decodeSimulatedBinding,
  PROBLEM_MEDIA_TYPE,
  type SimulatedBinding,
} from "@sighej/protocol";
import { SimError } from "./errors.ts";

export interface BadgeEndpoint {
  readonly url: URL;
  stop(): Promise<void>;
}

export interface BadgeHandler {
  bind(binding: SimulatedBinding): void;
  forget(binding: SimulatedBinding): void;
}

const HOST = "127.0.0.1";
const PATH = "/badge";
/** A binding has about 160 bytes. */
const MAX_BODY_BYTES = 1_024;
/** A body that trickles in for longer is not from an app on this machine, ms. */
const BODY_WITHIN = 5_000;
/** Visitors at once, and their proxies. */
const MAX_CONNECTIONS = 64;

interface Refusal {
  readonly status: number;
  /** Stable, for programs. */
  readonly type: string;
  readonly title: string;
  readonly detail?: string;
}

/** Throws `SimError` `listen-failed`. */
export async function startBadge(handler: BadgeHandler): Promise<BadgeEndpoint> {
  const server = createServer({ requestTimeout: BODY_WITHIN, headersTimeout: BODY_WITHIN });
  server.maxConnections = MAX_CONNECTIONS;
  server.on("request", (request, response) => {
    answer(request, handler).then(
      (refusal) => send(response, refusal),
      // The body broke off: there is nobody left to answer.
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => {
      reject(new SimError("listen-failed", "the badge endpoint cannot open its port", { cause }));
    });
    server.listen(0, HOST, resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new TypeError("a TCP server has a port");
  return {
    url: new URL(`http://${HOST}:${bound.port}${PATH}`),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What is wrong with the request, or undefined once it is done. */
async function answer(
  request: IncomingMessage,
  handler: BadgeHandler,
): Promise<Refusal | undefined> {
  if (request.url !== PATH)
    return { status: 404, type: "not-found", title: "Only /badge is here." };
  const act = request.method === "POST" ? "bind" : request.method === "DELETE" ? "forget" : null;
  if (act === null)
    return { status: 405, type: "method", title: "Use POST to bind and DELETE to forget." };
  // A page of another origin may not send this type without asking, and is never answered yes.
  if (!/^application\/json\b/.test(request.headers["content-type"] ?? ""))
    return { status: 415, type: "media-type", title: "Send application/json." };
  const body = await bodyOf(request);
  if (body === undefined)
    return { status: 413, type: "too-large", title: `Send ${MAX_BODY_BYTES} bytes at most.` };
  const binding = decodeSimulatedBinding(jsonOf(body));
  if (!binding.ok)
    return {
      status: 422,
      type: "bad-binding",
      title: "This is no binding of a badge.",
      detail: binding.problem.detail,
    };
  handler[act](binding.value);
  return undefined;
}

/** The body, or undefined when it is too large; what comes after the limit is not kept. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, refusal: Refusal | undefined): void {
  if (refusal === undefined) {
    response.writeHead(204).end();
    return;
  }
  // Whatever is left of a body that was not read goes with the connection.
  response
    .writeHead(refusal.status, { "content-type": PROBLEM_MEDIA_TYPE, connection: "close" })
    .end(JSON.stringify(refusal));
}
