/**
 * Connection: one client for commands, one that listens for news, and their failures as
 * `MatcherError`.
 */
import { parseSessionId, parseVenueId, seconds } from "@sighej/protocol";
import { Redis } from "ioredis";
import { MatcherError } from "../../errors.ts";
import type { News } from "../../ports.ts";

/** A command not answered by then has failed: an HTTP request must not hang on it. */
const COMMAND_WITHIN = seconds(2);
const CONNECT_WITHIN = seconds(5);
/** Longest pause between two tries to reconnect; a Redis that restarts is back within seconds. */
const RETRY_AT_MOST = seconds(2);

/**
 * Asked, and nothing came for so long: the connection is dead, though no end of it was ever told, as when a
 * host or a firewall between vanishes. Longer than a command may take; the system notices after a quarter
 * of an hour.
 */
const SILENT_AT_MOST = seconds(5);
/** Whoever only listens asks nothing, and would not notice: it asks so often. */
const PING_EVERY = seconds(5);

const options = {
  lazyConnect: true,
  connectTimeout: CONNECT_WITHIN,
  commandTimeout: COMMAND_WITHIN,
  // A command waits for one reconnect, not for ever: the queue is bounded by time.
  maxRetriesPerRequest: 1,
  socketTimeout: SILENT_AT_MOST,
  // It may have run already, and whoever asked has been told that it failed: nothing is done twice.
  autoResendUnfulfilledCommands: false,
  retryStrategy: (attempt: number) => Math.min(attempt * 100, RETRY_AT_MOST),
};

const newsKinds = ["session", "nudge", "extended"] as const;
type NewsKind = (typeof newsKinds)[number];

export interface Connection {
  readonly client: Redis;
  onNews(listener: (news: News) => void): void;
  stop(): Promise<void>;
}

/** Both clients, connected. Rejects with "store-unreachable". */
export async function connect(url: string, channel: string): Promise<Connection> {
  const client = new Redis(url, options);
  const listening = new Redis(url, options);
  let listener: (news: News) => void = () => {};
  let ready = false;
  for (const each of [client, listening]) {
    // Every command rejects by itself; without a listener an error would end the process.
    each.on("error", () => {});
  }
  listening.on("message", (_, text: string) => {
    const news = newsIn(text);
    if (news !== undefined) listener(news);
  });
  listening.on("ready", () => {
    if (ready) listener({ kind: "missed" });
  });
  const pings = setInterval(() => void listening.ping().catch(() => {}), PING_EVERY);
  const disconnect = () => {
    clearInterval(pings);
    client.disconnect();
    listening.disconnect();
  };
  try {
    await Promise.all([client.connect(), listening.connect()]);
    await listening.subscribe(channel);
    ready = true;
  } catch (cause) {
    disconnect();
    throw new MatcherError(
      "store-unreachable",
      "Redis cannot be reached: is its URL right?",
      cause,
    );
  }
  return {
    client,
    onNews: (given) => {
      listener = given;
    },
    stop: async () => {
      listener = () => {};
      disconnect();
    },
  };
}

export const newsText = (kind: NewsKind, venue: string, session: string): string =>
  `${kind} ${venue} ${session}`;

function newsIn(text: string): News | undefined {
  const [kind, venueText, sessionText] = text.split(" ");
  const venue = parseVenueId(venueText);
  if (kind === "notes") return venue.ok ? { kind, venue: venue.value } : undefined;
  const session = parseSessionId(sessionText);
  const known = newsKinds.find((each) => each === kind);
  return known !== undefined && venue.ok && session.ok
    ? { kind: known, venue: venue.value, session: session.value }
    : undefined;
}

/** What `action` answers; its failure as "store-failed". */
export async function asked<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof MatcherError) throw cause;
    throw new MatcherError("store-failed", "Redis did not answer as it should", cause);
  }
}
