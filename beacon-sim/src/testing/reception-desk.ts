/**
 * Reception desk: the three doors of the matcher that a made-up person's phone uses, over real HTTP,
 * in the matcher's own formats; products meet on the wire only. Test code.
 */
import { createServer, type IncomingMessage } from "node:http";
import {
  after,
  bearerOf,
  CONSENT_VERSION,
  type DurationMs,
  decodeSessionStart,
  EDITS_MAX,
  encodeSessionStarted,
  hours,
  type InterestId,
  interestsById,
  type SessionStart,
  sessionIdOf,
  unixMs,
  untilNextEpoch,
} from "@sighej/protocol";
import { testKey, testVenue } from "./bindings.ts";

export interface ReceptionDesk {
  readonly url: URL;
  /** Every start that was asked for and understood, in order. */
  readonly starts: SessionStart[];
  /** Sessions open now. */
  readonly open: ReadonlySet<string>;
  /** Requests being answered at once, at most, so far. */
  busiest(): number;
  close(): Promise<void>;
}

/** What to answer instead: a status, headers and a body; undefined lets the request through. */
export type Mood = (
  request: IncomingMessage,
) =>
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: unknown }
  | undefined;

export async function receptionDesk(
  options: { readonly mood?: Mood; readonly life?: DurationMs } = {},
): Promise<ReceptionDesk> {
  const starts: SessionStart[] = [];
  const open = new Set<string>();
  let busy = 0;
  let busiest = 0;

  const answer = (request: IncomingMessage, text: string): readonly [number, unknown?] => {
    if (request.method === "GET" && request.url === `/api/v1/venue/${testVenue}`) {
      const interests: readonly InterestId[] = [...interestsById.keys()];
      return [200, { venue: testVenue, name: "The small hall", interests, carriers: [] }];
    }
    if (request.method === "DELETE" && request.url === "/api/v1/session")
      return [
        open.delete((request.headers.authorization ?? "").slice("Bearer ".length)) ? 204 : 401,
      ];
    const start = decodeSessionStart(JSON.parse(text));
    if (request.method !== "POST" || request.url !== "/api/v1/session" || !start.ok)
      return [422, {}];
    starts.push(start.value);
    const bytes = new Uint8Array(32).fill(starts.length);
    const bearer = bearerOf(bytes);
    open.add(bearer);
    const { venue, interests, language, open: willing } = start.value;
    const serverTime = unixMs(Date.now());
    const expiresAt = unixMs(serverTime + (options.life ?? hours(2)));
    const session = sessionIdOf(bytes.subarray(16));
    const approach = "open" as const;
    const chosen = { venue, interests, language, open: willing, stars: [], approach };
    const consent = { version: CONSENT_VERSION, at: serverTime };
    const limits = { pausedUntil: unixMs(0), asked: false, editsLeft: EDITS_MAX, carriers: [] };
    const nextEpochAt = after(serverTime, untilNextEpoch(serverTime));
    const view = { session, ...chosen, ...limits, consent, serverTime, nextEpochAt, expiresAt };
    return [201, encodeSessionStarted({ ...view, bearer, beaconKey: testKey(starts.length) })];
  };

  const server = createServer((request, response) => {
    busiest = Math.max(busiest, ++busy);
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const other = options.mood?.(request);
      const [status, body] = other
        ? [other.status, other.body]
        : answer(request, Buffer.concat(chunks).toString("utf8"));
      busy -= 1;
      response.writeHead(status, { "content-type": "application/json", ...other?.headers });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new TypeError("a TCP server has a port");
  return {
    url: new URL(`http://127.0.0.1:${bound.port}`),
    starts,
    open,
    busiest: () => busiest,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
