/**
 * Push store in Redis: a session's subscription as JSON, with the session's end.
 */
import { decodePushSubscription } from "@sighej/protocol";
import type { Redis } from "ioredis";
import { MatcherError } from "../../errors.ts";
import type { PushStore } from "../../ports.ts";
import { asked } from "./connection.ts";
import type { Keys } from "./keys.ts";

/** Keys: session, push. Answers 1, or 0 when there is no such session. */
const KEEP = `
local session, push = KEYS[1], KEYS[2]
local expires = redis.call('HGET', session, 'expiresAt')
if not expires then return 0 end
redis.call('SET', push, ARGV[1], 'PXAT', expires)
return 1`;

export function redisPushes(client: Redis, keys: Keys): PushStore {
  return {
    keep: (venue, session, subscription) =>
      asked(async () => {
        const touched = [keys.session(venue, session), keys.push(venue, session)];
        return (await client.eval(KEEP, 2, ...touched, JSON.stringify(subscription))) === 1;
      }),
    find: (venue, session) =>
      asked(async () => {
        const text = await client.get(keys.push(venue, session));
        if (text === null) return undefined;
        const subscription = decodePushSubscription(JSON.parse(text));
        if (subscription.ok) return subscription.value;
        throw new MatcherError("store-failed", "a push subscription cannot be read");
      }),
    drop: (venue, session) =>
      asked(async () => {
        await client.del(keys.push(venue, session));
      }),
  };
}
