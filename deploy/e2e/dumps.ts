/**
 * Dumps: everything that a venue's stores and broker hold, as bytes to be searched.
 */
import { setTimeout as wait } from "node:timers/promises";
import { Redis } from "ioredis";
import { connectAsync } from "mqtt";
import { Client } from "pg";

/** Every key of a Redis with what it holds, whatever its type. */
export async function redisDump(url: string): Promise<Buffer> {
  const redis = new Redis(url, { lazyConnect: true });
  await redis.connect();
  const parts: (Buffer | string)[] = [];
  try {
    for await (const keys of redis.scanStream())
      for (const key of keys as readonly string[])
        parts.push(key, ...(await redisValue(redis, key)), "\n");
  } finally {
    redis.disconnect();
  }
  return Buffer.concat(parts.map((each) => (typeof each === "string" ? Buffer.from(each) : each)));
}

async function redisValue(redis: Redis, key: string): Promise<readonly Buffer[]> {
  const type = await redis.type(key);
  const spaced = (values: readonly Buffer[]) => values.flatMap((each) => [Buffer.from(" "), each]);
  switch (type) {
    case "none":
      return [];
    case "string":
      return spaced([(await redis.getBuffer(key)) ?? Buffer.alloc(0)]);
    case "hash":
      return spaced(
        Object.entries(await redis.hgetallBuffer(key)).flatMap(([field, value]) => [
          Buffer.from(field),
          value,
        ]),
      );
    case "set":
      return spaced(await redis.smembersBuffer(key));
    case "zset":
      // Scores are times or counts of ours: members are what could tell of somebody.
      return spaced(await redis.zrangeBuffer(key, "0", "-1"));
    case "list":
      return spaced(await redis.lrangeBuffer(key, 0, -1));
    default:
      throw new Error(`a key of type ${type} cannot be read yet`);
  }
}

/** Every row of every table of a database, with the tables' and columns' names. */
export async function postgresDump(url: string): Promise<Buffer> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const tables = await client.query<{ schema: string; name: string }>(
      `select table_schema as schema, table_name as name from information_schema.tables
       where table_schema not in ('pg_catalog', 'information_schema')`,
    );
    const parts: string[] = [];
    for (const { schema, name } of tables.rows) {
      const rows = await client.query<{ row: string }>(
        `select row_to_json(each)::text as row from "${schema}"."${name}" as each`,
      );
      parts.push(name, ...rows.rows.map(({ row }) => row));
    }
    return Buffer.from(parts.join("\n"));
  } finally {
    await client.end();
  }
}

/** Retained messages come at once after a subscription; this is long for a loopback. */
const RETAINED_WITHIN_MS = 500;

/** Topics and payloads that a broker keeps, as far as this name may read. */
export async function retainedDump(
  url: string,
  name: { readonly username: string; readonly secret: string },
  filters: readonly string[],
): Promise<Buffer> {
  const client = await connectAsync(url, {
    username: name.username,
    clientId: name.username,
    password: name.secret,
  });
  const parts: Buffer[] = [];
  client.on("message", (topic, payload, { retain }) => {
    if (retain) parts.push(Buffer.from(topic), payload);
  });
  try {
    await client.subscribeAsync([...filters]);
    await wait(RETAINED_WITHIN_MS);
  } finally {
    await client.endAsync(true);
  }
  return Buffer.concat(parts);
}
