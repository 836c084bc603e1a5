/**
 * Transports: turns an accepted TCP socket into a stream of MQTT bytes: as it is, out of TLS, or out
 * of a WebSocket (MQTT 3.1.1 §6). Each handshake has ten seconds.
 */
import { createServer as createHttpServer } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createSecureContext, createServer as createTlsServer, type TLSSocket } from "node:tls";
import { createWebSocketStream, WebSocketServer } from "ws";
import { BrokerError } from "./errors.ts";
import { MAX_PACKET_BYTES } from "./packet-limit.ts";

/** PEM texts. With `clientAuthority`, clients without a certificate of it are refused. */
export interface TlsIdentity {
  readonly certificate: string;
  readonly key: string;
  readonly clientAuthority?: string | undefined;
}

export interface Upgrade {
  readonly take: (socket: Socket) => void;
  readonly renew: (identity: TlsIdentity) => void;
  readonly stop: () => void;
}

/** Hands over a stream once it speaks MQTT, with the socket that it came by. */
type Ready = (stream: Duplex, socket: Socket) => void;
/** Counts what did not get so far, by a word. */
type Failed = (why: string) => void;

/** As long as a client has for its CONNECT. */
const HANDSHAKE_TIMEOUT_MS = 10_000;
/** Headers of an upgrade: browsers send under 2 KB. */
const MAX_HEADER_BYTES = 8 * 1_024;
/** Fixed header of the longest packet; a frame may hold one packet or any part of some. */
const MAX_FRAME_BYTES = MAX_PACKET_BYTES + 5;
const WEBSOCKET_PATH = "/mqtt";

const notTls = (): void => {
  throw new TypeError("only a TLS endpoint has an identity");
};

export const plain = (ready: Ready): Upgrade => ({
  take: (socket) => ready(socket, socket),
  renew: notTls,
  stop: () => undefined,
});

export function tls(identity: TlsIdentity, ready: Ready, failed: Failed): Upgrade {
  /** By the other end, which no two connections to one port share. */
  const sockets = new Map<string, Socket>();
  const server = createTlsServer({
    ...secretsOf(identity),
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    requestCert: identity.clientAuthority !== undefined,
    // Node would end these without a word to anybody; they are to be counted.
    rejectUnauthorized: false,
    minVersion: "TLSv1.2",
  });
  server.on("secureConnection", (stream: TLSSocket) => {
    if (identity.clientAuthority !== undefined && !stream.authorized) {
      failed("client-certificate");
      stream.destroy();
      return;
    }
    const socket = sockets.get(otherEnd(stream));
    if (socket === undefined) stream.destroy();
    else ready(stream, socket);
  });
  server.on("tlsClientError", (_error, stream) => {
    failed("tls");
    stream.destroy();
  });
  return {
    take: (socket) => {
      const end = otherEnd(socket);
      sockets.set(end, socket);
      socket.once("close", () => sockets.delete(end));
      server.emit("connection", socket);
    },
    renew: (next) => server.setSecureContext(secretsOf(next)),
    stop: () => undefined,
  };
}

const otherEnd = ({ remoteAddress, remotePort }: Socket): string =>
  `${remoteAddress} ${remotePort}`;

const secretsOf = ({ certificate, key, clientAuthority }: TlsIdentity) => ({
  cert: certificate,
  key,
  ...(clientAuthority === undefined ? {} : { ca: clientAuthority }),
});

/** Throws a `BrokerError` when `identity` is no certificate with its key. */
export function checkIdentity(identity: TlsIdentity): void {
  try {
    createSecureContext(secretsOf(identity));
  } catch (cause) {
    throw new BrokerError(
      "bad-certificate",
      "the certificate, its key or the clients' authority is not PEM, or they do not belong together",
      { cause },
    );
  }
}

export function webSocket(ready: Ready, refused: Failed): Upgrade {
  const http = createHttpServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HANDSHAKE_TIMEOUT_MS,
    requestTimeout: HANDSHAKE_TIMEOUT_MS,
    // How late the two above may be noticed.
    connectionsCheckingInterval: HANDSHAKE_TIMEOUT_MS / 4,
  });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has("mqtt") ? "mqtt" : false),
  });
  // No page is served here: whoever asks for one has the wrong port.
  http.on("request", (_request, response) => {
    refused("not-a-websocket");
    response.writeHead(426, { upgrade: "websocket", connection: "close" }).end();
  });
  http.on("clientError", (_error, socket) => {
    refused("not-a-websocket");
    socket.destroy();
  });
  http.on("upgrade", (request, socket, head) => {
    const offered = request.headers["sec-websocket-protocol"]?.split(",") ?? [];
    if (request.url !== WEBSOCKET_PATH || !offered.some((each) => each.trim() === "mqtt")) {
      refused("not-mqtt");
      socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => {
      const stream = createWebSocketStream(opened);
      // What ws reports of a broken frame closes the stream, which is all that is to be done.
      stream.on("error", () => undefined);
      ready(stream, request.socket);
    });
  });
  return {
    take: (socket) => void http.emit("connection", socket),
    renew: notTls,
    stop: () => {
      http.close();
      sockets.close();
    },
  };
}
