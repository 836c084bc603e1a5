/**
 * Redis stores: sessions, nudges and news over one Redis, for any number of replicas.
 */
import { type Clock, MAX_SESSIONS, type Stores } from "../../ports.ts";
import { redisAnswers } from "./answer-store.ts";
import { connect } from "./connection.ts";
import { keysOf } from "./keys.ts";
import { redisNotes } from "./notes.ts";
import { redisNudges } from "./nudge-store.ts";
import { redisPushes } from "./push-store.ts";
import { redisSessions } from "./session-store.ts";

const DEFAULT_PREFIX = "sighej:";

export interface RedisConfig {
  readonly url: string;
  readonly prefix?: string | undefined;
}

/** Rejects with "store-unreachable". `most`: live sessions of one venue. */
export async function redisStores(
  { url, prefix = DEFAULT_PREFIX }: RedisConfig,
  clock: Clock,
  most: number = MAX_SESSIONS,
): Promise<Stores> {
  const keys = keysOf(prefix);
  const { client, onNews, stop } = await connect(url, keys.news);
  return {
    sessions: redisSessions(client, keys, clock, most),
    nudges: redisNudges(client, keys),
    answers: redisAnswers(client, keys),
    pushes: redisPushes(client, keys),
    notes: redisNotes(client, keys),
    onNews,
    stop,
  };
}
