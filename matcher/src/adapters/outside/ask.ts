/**
 * Ask outside: one request of ours to where staff point us, held to a size, a time and public addresses.
 *
 * Staff name any URL they like; what it answers must neither reach what only we can reach (by its name,
 * its address or a redirect), nor fill our memory, packed or not, nor keep us waiting.
 */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { guardedLookup, NOT_PUBLIC } from "../../guarded-lookup.ts";
import type {
  AskOutside,
  OutsideAnswer,
  OutsideFault,
  OutsideRequest,
} from "../../outside-ports.ts";
import { isPublic } from "../../public-address.ts";

export interface OutsideConfig {
  /** Plain http and addresses of one's own network too: for whoever runs the machine to allow. */
  readonly local: boolean;
  /** Whom to trust besides the system's authorities, PEM. */
  readonly ca?: string | undefined;
}

const fault = (why: OutsideFault): OutsideAnswer => ({ ok: false, why });
const moved = new Set([301, 302, 303, 307, 308]);
/** Sockets side by side: bulletins and calendars are few. */
const AT_ONCE = 16;

export function askerOutside({ local, ca }: OutsideConfig): AskOutside & { stop(): void } {
  const reaches = local ? () => true : isPublic;
  const options = { keepAlive: false, maxSockets: AT_ONCE, lookup: guardedLookup(reaches) };
  const http = new HttpAgent(options);
  const https = new HttpsAgent({ ...options, ...(ca === undefined ? {} : { ca }) });

  async function ask(request: OutsideRequest, signal: AbortSignal): Promise<OutsideAnswer> {
    if (!URL.canParse(request.url)) return fault("bad-address");
    const url = new URL(request.url);
    if (url.protocol !== "https:" && !(local && url.protocol === "http:"))
      return fault(url.protocol === "http:" ? "not-https" : "bad-address");
    if (url.username !== "" || url.password !== "") return fault("bad-address");
    const literal = url.hostname.replace(/^\[|\]$/g, "");
    // An address in the URL is never looked up.
    if (isIP(literal) !== 0 && !reaches(literal)) return fault("private-address");
    const response = await answerOf(url, request, signal);
    const { location } = response.headers;
    if (!moved.has(response.statusCode ?? 0) || location === undefined)
      return read(response, request.most);
    response.destroy();
    if (request.redirects === 0) return fault("too-many-redirects");
    if (!URL.canParse(location, url.href)) return fault("bad-address");
    const to = new URL(location, url.href).href;
    return ask({ ...request, url: to, redirects: request.redirects - 1 }, signal);
  }

  const answerOf = (
    url: URL,
    { method, headers, body }: OutsideRequest,
    signal: AbortSignal,
  ): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const secure = url.protocol === "https:";
      const request = (secure ? httpsRequest : httpRequest)(
        url,
        { method, headers, signal, agent: secure ? https : http },
        resolve,
      );
      request.on("error", reject);
      request.end(body);
    });

  const asked = async (request: OutsideRequest): Promise<OutsideAnswer> => {
    const signal = AbortSignal.timeout(request.within);
    try {
      return await ask(request, signal);
    } catch (cause) {
      return fault(signal.aborted ? "no-answer" : faultOf(cause));
    }
  };
  return Object.assign(asked, {
    stop: () => {
      http.destroy();
      https.destroy();
    },
  });
}

async function read(response: IncomingMessage, most: number): Promise<OutsideAnswer> {
  const announced = Number(response.headers["content-length"] ?? 0);
  const stream = unpacked(response);
  if (stream === undefined || announced > most) {
    response.destroy();
    return fault(stream === undefined ? "bad-encoding" : "too-large");
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of stream as AsyncIterable<Uint8Array>) {
      length += part.length;
      if (length > most) return fault("too-large");
      parts.push(part);
    }
  } finally {
    stream.destroy();
    response.destroy();
  }
  const { "content-type": type } = response.headers;
  return { ok: true, status: response.statusCode ?? 0, type, body: Buffer.concat(parts) };
}

/** Undefined where it is packed in a way that is not known here. */
function unpacked(response: IncomingMessage): Readable | undefined {
  const encoding = response.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding === "identity" || encoding === "") return response;
  const unpack =
    encoding === "gzip" || encoding === "x-gzip"
      ? createGunzip()
      : encoding === "deflate"
        ? createInflate()
        : encoding === "br"
          ? createBrotliDecompress()
          : undefined;
  if (unpack === undefined) return undefined;
  response.on("error", (cause) => unpack.destroy(cause));
  return response.pipe(unpack);
}

function faultOf(cause: unknown): OutsideFault {
  const { code = "" } = cause as NodeJS.ErrnoException;
  if (code === NOT_PUBLIC) return "private-address";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "no-address";
  if (/^(Z_|ERR_BROTLI|ERR_PADDING)|^ERR__ERROR_/.test(code)) return "bad-encoding";
  if (/CERT|SSL|TLS|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO/.test(code)) return "bad-certificate";
  return "unreachable";
}
