/**
 * Postgres server: a real Postgres for tests: the one at `SIGHEJ_TEST_POSTGRES_URL`, or one of our
 * own in a temporary folder that ends with the test.
 */
import { type SpawnOptions, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { access, chown, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Client } from "pg";
import { freePort, readyWhen, type TestServer } from "./server-process.ts";

const NEEDED =
  "the tests need Postgres: install it (Debian: apt-get install postgresql) or name one with " +
  "SIGHEJ_TEST_POSTGRES_URL=postgres://role@host:port/postgres; its role must be able to make databases";
/** A cluster is made in 2 s and ready in one, on a machine with better things to do. */
const READY_WITHIN_MS = 30_000;
/** Debian keeps the programs of each version off the path. */
const DEBIAN = "/usr/lib/postgresql";

/**
 * The URL is of a role that may make databases. Rejects with a message that says what is missing;
 * never skips.
 */
export async function startPostgres(): Promise<TestServer> {
  const given = process.env.SIGHEJ_TEST_POSTGRES_URL;
  if (given !== undefined && given !== "") return { url: given, stop: async () => {} };
  const programs = await folderOfPrograms();
  if (programs === undefined) throw new Error(NEEDED);
  const owner = await ownerOfServer();
  const folder = await mkdtemp(join(tmpdir(), "sighej-postgres-"));
  if (owner !== undefined) await chown(folder, owner.uid, owner.gid);
  const cluster = join(folder, "cluster");
  const options: SpawnOptions = { ...owner, cwd: folder, stdio: ["ignore", "ignore", "pipe"] };
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const make = ["-D", cluster, "-U", "sighej", "--auth=trust", "--no-sync", "--encoding=UTF8"];
    await finished(join(programs, "initdb"), [...make, "--locale=C.UTF-8"], options);
  } catch (cause) {
    await remove();
    throw new Error(NEEDED, { cause });
  }
  const port = await freePort();
  const server = spawn(
    join(programs, "postgres"),
    [
      "-D",
      cluster,
      "-p",
      String(port),
      "-c",
      "listen_addresses=127.0.0.1",
      "-c",
      "fsync=off",
    ].concat(["-c", `unix_socket_directories=${folder}`]),
    options,
  );
  const ended = once(server, "close");
  const stop = async () => {
    // "Fast shutdown": sessions are cut off.
    server.kill("SIGINT");
    await ended;
    await remove();
  };
  try {
    await readyWhen(server, server.stderr, {
      ready: "ready to accept connections",
      needed: NEEDED,
      withinMs: READY_WITHIN_MS,
    });
  } catch (cause) {
    await stop();
    throw cause;
  }
  return { url: `postgres://sighej@127.0.0.1:${port}/postgres`, stop };
}

/** A database of its own on a server that others may use, too. */
export async function freshDatabase({
  url,
}: Pick<TestServer, "url">): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const name = `sighej_test_${randomBytes(6).toString("hex")}`;
  const ask = async (statement: string) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await ask(`create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return { url: own.href, drop: () => ask(`drop database ${name} with (force)`) };
}

/** Where initdb and postgres lie: on the path, else Debian's newest. */
async function folderOfPrograms(): Promise<string | undefined> {
  const versions = await readdir(DEBIAN).catch(() => []);
  const newest = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((each) => join(DEBIAN, each, "bin"));
  for (const folder of [...(process.env.PATH ?? "").split(delimiter), ...newest]) {
    const both = ["initdb", "postgres"].map((name) => access(join(folder, name)));
    if (
      await Promise.all(both).then(
        () => true,
        () => false,
      )
    )
      return folder;
  }
  return undefined;
}

/** Postgres refuses to run as root: then it is the user whom its package made, or nobody. */
async function ownerOfServer(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const users = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  const user = ["postgres", "nobody"].flatMap((name) => users.filter(([each]) => each === name))[0];
  if (user === undefined)
    throw new Error("Postgres does not run as root, and there is nobody else");
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

async function finished(program: string, args: readonly string[], options: SpawnOptions) {
  const child = spawn(program, args, options);
  let said = "";
  child.stderr?.on("data", (text: Buffer) => {
    said += text.toString();
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(said.slice(-1_000));
}
