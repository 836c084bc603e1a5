/** Enrolment over real HTTP, TLS and MQTT, against a server that answers as it is told to. */
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer as plain, type Server } from "node:http";
import { createServer as secure } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseConfig } from "../config.ts";
import { selfSigned } from "../testing/certificate.ts";
import { FaultyBroker } from "../testing/faulty-broker.ts";
import { type Command, parseCommand } from "./arguments.ts";
import { enrol } from "./enrol.ts";

const venue = "6e2f3a10-7c55-4b0e-9d0a-2b1f60c5a001";
const password = "s".repeat(43);
const code = "2A7K-9QPD-X3MT";

let folder: string;
let config: string;
let broker: FaultyBroker;
let brokerUrl: string;
let server: Server | undefined;
const said: string[] = [];
const complaints: string[] = [];
const terminal = {
  say: (line: string) => said.push(line),
  complain: (line: string) => complaints.push(line),
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sighej-"));
  config = join(folder, "etc", "config.json");
  broker = new FaultyBroker();
  brokerUrl = `mqtt://127.0.0.1:${await broker.listen()}`;
  said.length = 0;
  complaints.length = 0;
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await broker.close();
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly body: unknown;
}
const enrolled = (gateway = "door", at = brokerUrl): Answer => ({
  status: 201,
  body: { venue, gateway, broker: { url: at, username: `${venue}/${gateway}`, password } },
});
const problem = (status: number, word: string): Answer => ({
  status,
  body: { type: `/problems/${word}`, title: word, status },
});

/** Answers in turn, the last one for ever; undefined cuts the connection. Bodies as they came. */
async function serve(
  answers: readonly (Answer | undefined)[],
  tls?: ReturnType<typeof selfSigned>,
) {
  const bodies: string[] = [];
  const make = tls === undefined ? plain : secure.bind(undefined, tls);
  const listening = make((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      bodies.push(`${request.method} ${request.url} ${body}`);
      const answer = answers[Math.min(bodies.length, answers.length) - 1];
      if (answer === undefined) request.socket.destroy();
      else response.writeHead(answer.status).end(JSON.stringify(answer.body));
    });
  });
  server = listening;
  await new Promise<void>((done) => listening.listen(0, "127.0.0.1", () => done()));
  const { port } = listening.address() as AddressInfo;
  return {
    bodies,
    url: tls === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`,
  };
}

function asked(url: string, ...more: string[]): Extract<Command, { name: "enrol" }> {
  const parsed = parseCommand(["enrol", code, "--server", url, "--config", config, ...more]);
  if (!parsed.ok || parsed.value.name !== "enrol") throw new TypeError("a fixture is wrong");
  return parsed.value;
}
const stored = async () => parseConfig({}, { path: config, text: await readFile(config, "utf8") });

describe("enrol", () => {
  it("keeps what the server gives, for its owner alone, and tries the broker", async () => {
    const { url, bodies } = await serve([enrolled()]);
    expect(await enrol(asked(url), terminal)).toBe(0);
    expect(bodies).toEqual([expect.stringMatching(/^POST \/api\/v1\/enrol \{/)]);
    expect(JSON.parse(bodies[0]?.slice("POST /api/v1/enrol ".length) ?? "")).toEqual({
      code,
      attempt: expect.stringMatching(/^[\w-]{22}$/),
    });
    expect(await stored()).toMatchObject({
      ok: true,
      value: { venue, gateway: "door", brokerUrl, secret: password, loopbackPort: 9464 },
    });
    expect((await stat(config)).mode & 0o777).toBe(0o600);
    expect(broker.connects).toMatchObject([{ clientId: `${venue}/door`, password }]);
    expect([...said, ...complaints].join("\n")).not.toContain(password);
  });

  it("reads link and code from the first-boot file, and deletes that", async () => {
    const { url } = await serve([enrolled()]);
    const file = join(folder, "sighej-enrol.txt");
    await writeFile(file, "# no link\r\n");
    const parsed = parseCommand(["enrol", "--file", file, "--config", config]);
    if (!parsed.ok || parsed.value.name !== "enrol") throw new TypeError("a fixture is wrong");
    expect(await enrol(parsed.value, terminal)).toBe(2);
    expect(complaints.at(-1)).toContain("no first-boot file");
    await writeFile(file, `# SigHej\r\n${url}/enrol#${code}\r\n`);
    expect(await enrol(parsed.value, terminal)).toBe(0);
    expect(await stored()).toMatchObject({ ok: true, value: { gateway: "door" } });
    await expect(stat(file)).rejects.toThrow();
    expect(await enrol(parsed.value, terminal)).toBe(2);
  });

  it("asks again, as the same attempt, when an answer is lost on its way", async () => {
    const { url, bodies } = await serve([undefined, undefined, enrolled()]);
    expect(await enrol(asked(url), terminal)).toBe(0);
    expect(new Set(bodies).size).toBe(1);
    expect(bodies).toHaveLength(3);
  });

  it.each([
    ["unknown", problem(404, "code-unknown"), "does not know this code"],
    ["used", problem(410, "code-used"), "used already"],
    ["expired", problem(410, "code-expired"), "has expired"],
    ["tried too often", problem(429, "too-many-requests"), "wait a minute"],
    ["refused", problem(503, "overloaded"), "the server refuses: overloaded (503)"],
    ["answered by something else", { status: 200, body: "hello" }, "not answer as a SigHej server"],
    ["answered with nonsense", { status: 201, body: {} }, "not answer as a SigHej server"],
  ])("says in one line that a code is %s, and keeps nothing", async (_, answer, why) => {
    const { url } = await serve([answer]);
    expect(await enrol(asked(url), terminal)).toBe(1);
    const [note, line, ...more] = complaints;
    expect(note).toContain("unencrypted");
    expect(line).toContain(why);
    expect(more).toEqual([]);
    await expect(stat(config)).rejects.toThrow();
  });

  it("says in one line that the server cannot be reached, or its certificate not trusted", async () => {
    const { url } = await serve([enrolled()], selfSigned());
    expect(await enrol(asked(url), terminal)).toBe(1);
    expect(await enrol(asked(url.replace("https", "http")), terminal)).toBe(1);
    server?.close();
    server?.closeAllConnections();
    expect(await enrol(asked(url), terminal)).toBe(1);
    expect(complaints.filter((line) => !line.startsWith("note"))).toEqual([
      expect.stringContaining("--ca"),
      expect.stringMatching(/localhost:\d+ cannot be reached|does not/),
      expect.stringContaining("refuses connections"),
    ]);
  });

  it("trusts the authority that it is given, and keeps it for the broker", async () => {
    const tls = selfSigned();
    const { url } = await serve([enrolled()], tls);
    const ca = join(folder, "ca.pem");
    await writeFile(ca, tls.cert);
    expect(await enrol(asked(url, "--ca", ca), terminal)).toBe(0);
    expect(complaints).toEqual([]);
    expect(await stored()).toMatchObject({ value: { brokerCa: tls.cert } });
  });

  it("replaces an enrolment only when told to, and keeps what was set beside it", async () => {
    const { url, bodies } = await serve([enrolled("door"), enrolled("bar")]);
    await enrol(asked(url), terminal);
    const before = JSON.parse(await readFile(config, "utf8"));
    await writeFile(config, JSON.stringify({ ...before, windowMs: 500 }));
    expect(await enrol(asked(url), terminal)).toBe(2);
    expect(complaints.at(-1)).toContain("is gateway door already; --force");
    expect(bodies).toHaveLength(1);
    expect(await enrol(asked(url, "--force"), terminal)).toBe(0);
    expect(await stored()).toMatchObject({ value: { gateway: "bar", windowLength: 500 } });
  });

  it("spends no code where it could not keep the answer", async () => {
    const { url, bodies } = await serve([enrolled()]);
    await writeFile(join(folder, "etc"), "in the way");
    expect(await enrol(asked(url), terminal)).toBe(2);
    expect(complaints).toEqual([expect.stringContaining("cannot")]);
    expect(bodies).toEqual([]);
  });

  it.each([
    [5, "does not know this gateway's credential"],
    [2, "refuses this gateway"],
  ])("keeps the credential although the broker refuses (%i), and says so", async (connack, why) => {
    broker.connack = connack;
    const { url } = await serve([enrolled()]);
    expect(await enrol(asked(url), terminal)).toBe(1);
    expect(complaints.at(-1)).toContain(why);
    expect(await stored()).toMatchObject({ ok: true });
  });

  it("adds a board of the same venue, with a password to type into it", async () => {
    const { url } = await serve([enrolled("door"), enrolled("bar-board"), enrolled("bar-board")]);
    expect(await enrol(asked(url, "--board"), terminal)).toBe(2);
    await enrol(asked(url), terminal);
    for (let twice = 0; twice < 2; twice++)
      expect(await enrol(asked(url, "--board"), terminal)).toBe(0);
    const parsed = await stored();
    const boards = parsed.ok ? parsed.value.boards : [];
    expect(boards).toMatchObject([{ gateway: "bar-board", username: `${venue}/bar-board` }]);
    expect(said).toContain(`  password ${boards[0]?.password}`);
    expect(parsed).toMatchObject({ value: { gateway: "door" } });
  });

  it("takes no board of another broker", async () => {
    const { url } = await serve([enrolled("door"), enrolled("far", "mqtt://elsewhere:1883")]);
    await enrol(asked(url), terminal);
    expect(await enrol(asked(url, "--board"), terminal)).toBe(1);
    expect(complaints.at(-1)).toContain("another venue");
  });
});
