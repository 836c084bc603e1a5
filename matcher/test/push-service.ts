/**
 * Push service: a double of what browsers' makers run: HTTPS on loopback with a certificate of its
 * own, which checks a sender's VAPID proof (RFC 8292) and reads the message as the browser would
 * (RFC 8188, RFC 8291), with node:crypto alone.
 */
import { execFile } from "node:child_process";
import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  type ECDH,
  hkdfSync,
  randomBytes,
  verify,
} from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { PushSubscription } from "@sighej/protocol";

interface Pushed {
  readonly text: string;
  readonly ttl: number;
  /** Bytes of the encrypted body: what the service can see of it. */
  readonly size: number;
}

export interface PushService {
  /** Whom a sender has to trust. */
  readonly ca: string;
  readonly pushed: Pushed[];
  /** Whatever was not as a push service wants it. */
  readonly faults: string[];
  /** Requests that wait for their answer. */
  readonly most: number;
  /** Answers with this status from now on; 201 at first. */
  answers: number | "silence";
  subscribe(): PushSubscription;
  stop(): Promise<void>;
}

interface Browser {
  readonly ecdh: ECDH;
  readonly auth: Buffer;
}

export async function startPushService(publicKey: string): Promise<PushService> {
  const { key, cert } = await certificate();
  const browsers = new Map<string, Browser>();
  const pushed: Pushed[] = [];
  const faults: string[] = [];
  let under = 0;
  const server = createServer({ key, cert }, async (request, response) => {
    service.most = Math.max(service.most, ++under);
    response.on("close", () => under--);
    const body = await bodyOf(request);
    if (service.answers === "silence") return;
    try {
      if (!proves(request, origin(), publicKey)) faults.push("no proof of the sender");
      const browser = browsers.get(request.url ?? "");
      if (browser === undefined) throw new Error("no such subscription");
      if (service.answers === 201)
        pushed.push({
          text: textIn(body, browser),
          ttl: Number(request.headers.ttl),
          size: body.length,
        });
    } catch (cause) {
      faults.push(String(cause));
    }
    response.writeHead(service.answers).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = () => `https://localhost:${(server.address() as AddressInfo).port}`;
  const service: PushService & { most: number } = {
    ca: cert,
    pushed,
    faults,
    most: 0,
    answers: 201,
    subscribe: () => {
      const ecdh = createECDH("prime256v1");
      const p256dh = ecdh.generateKeys().toString("base64url");
      const auth = randomBytes(16);
      const path = `/push/${randomBytes(8).toString("hex")}`;
      browsers.set(path, { ecdh, auth });
      return { endpoint: origin() + path, keys: { p256dh, auth: auth.toString("base64url") } };
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return service;
}

/** Good for a day, for `localhost` and 127.0.0.1. */
async function certificate(): Promise<{ readonly key: string; readonly cert: string }> {
  const folder = await mkdtemp(join(tmpdir(), "sighej-push-"));
  const [keyFile, certFile] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = [
    "-subj",
    "/CN=localhost",
    "-addext",
    "subjectAltName=DNS:localhost,IP:127.0.0.1",
  ];
  const kind = [
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-days",
    "1",
  ];
  const files = ["-keyout", keyFile, "-out", certFile];
  await promisify(execFile)("openssl", ["req", "-x509", ...kind, ...subject, ...files]);
  const [key, cert] = await Promise.all([readFile(keyFile, "utf8"), readFile(certFile, "utf8")]);
  await rm(folder, { recursive: true });
  return { key, cert };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** `vapid t=<JWT>, k=<key>`: signed with the key we know, for us, and for a day at most. */
function proves({ headers }: IncomingMessage, audience: string, publicKey: string): boolean {
  const [, token = "", key = ""] =
    /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(headers.authorization ?? "") ?? [];
  const [head = "", claims = "", signature = ""] = token.split(".");
  const point = Buffer.from(publicKey, "base64url");
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  const signed = verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  const said = JSON.parse(Buffer.from(claims, "base64url").toString() || "{}");
  const inADay = Date.now() / 1_000 + 86_400;
  return key === publicKey && signed && said.aud === audience && said.exp <= inADay && !!said.sub;
}

/** One record: salt 16, record size 4, key length 1, the sender's key, then the sealed text. */
function textIn(body: Buffer, { ecdh, auth }: Browser): string {
  const salt = body.subarray(0, 16);
  const keyEnd = 21 + body.readUInt8(20);
  const senderKey = body.subarray(21, keyEnd);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), ecdh.getPublicKey(), senderKey]);
  const secret = Buffer.from(hkdfSync("sha256", ecdh.computeSecret(senderKey), auth, info, 32));
  const derive = (name: string, length: number) =>
    Buffer.from(hkdfSync("sha256", secret, salt, `Content-Encoding: ${name}\0`, length));
  const decipher = createDecipheriv("aes-128-gcm", derive("aes128gcm", 16), derive("nonce", 12));
  decipher.setAuthTag(body.subarray(-16));
  const plain = Buffer.concat([decipher.update(body.subarray(keyEnd, -16)), decipher.final()]);
  return plain.subarray(0, plain.lastIndexOf(2)).toString();
}
