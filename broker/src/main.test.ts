import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

/** Starting a process under tsx, on a busy machine. */
const SLOW = 20_000;
const main = fileURLToPath(new URL("./main.ts", import.meta.url));

let folder: string;
let credentials: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sighej-broker-"));
  credentials = join(folder, "credentials.json");
  await writeFile(credentials, "[]");
});

afterEach(() => rm(folder, { recursive: true }));

describe("broker process", { timeout: SLOW }, () => {
  it("ends with code 2 and one line per fault on a bad configuration", async () => {
    const { ended } = run({ SIGHEJ_BROKER_PORT: "none" });
    expect(await ended).toEqual({
      exit: 2,
      errors:
        "SIGHEJ_BROKER_PORT must be a port, 1 to 65535\n" +
        "SIGHEJ_BROKER_CREDENTIALS must be the path of the credentials file\n",
    });
  });

  it("listens until it is told to end; a second one on its port ends with one line", async () => {
    const port = await freePort();
    const env = { SIGHEJ_BROKER_CREDENTIALS: credentials, SIGHEJ_BROKER_PORT: String(port) };
    const first = run(env);
    await once(first.child.stdout, "data");
    expect(await run(env).ended).toEqual({
      exit: 2,
      errors: `port ${port} on 127.0.0.1 is in use by another process\n`,
    });
    first.child.kill("SIGTERM");
    expect(await first.ended).toEqual({ exit: 0, errors: "" });
  });
});

function run(env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ["--conditions=@sighej/source", "--import", "tsx", main], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, ...env },
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (part: string) => {
    errors += part;
  });
  child.stdout.resume();
  const ended = once(child, "close").then(([exit]: unknown[]) => ({ exit, errors }));
  return { child, ended };
}

/** A port that nobody uses; somebody could take it before the broker does, which has not happened. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("expected a port");
  await new Promise<void>((done) => server.close(() => done()));
  return address.port;
}
