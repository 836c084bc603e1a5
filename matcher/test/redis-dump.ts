/**
 * Redis dump: everything that is stored, as text to look for something in, or to compare.
 */
import type { Redis } from "ioredis";

/** Every key under `prefix`, with its whole content. */
export async function dumpOf(client: Redis, prefix: string): Promise<readonly string[]> {
  const readers: Readonly<Record<string, (key: string) => Promise<unknown>>> = {
    string: (key) => client.get(key),
    hash: (key) => client.hgetall(key),
    set: (key) => client.smembers(key),
    zset: (key) => client.zrange(key, "0", "-1"),
  };
  const keys = await client.keys(`${prefix}*`);
  return Promise.all(
    keys.map(async (key) => {
      const content = await readers[await client.type(key)]?.(key);
      return `${key} ${JSON.stringify(content)}`;
    }),
  );
}
