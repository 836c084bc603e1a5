/** The doctor on machines made of files, and on this one. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createServer as secure } from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { doctor } from "../cli/doctor.ts";
import { selfSigned } from "../testing/certificate.ts";
import { FaultyBroker } from "../testing/faulty-broker.ts";
import { examine, type Patient } from "./examine.ts";
import { filesBelow } from "./files.ts";
import type { Finding } from "./finding.ts";

let root: string;
let broker: FaultyBroker;
let port: number;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sighej-"));
  broker = new FaultyBroker();
  port = await broker.listen();
});
afterEach(async () => {
  await broker.close();
  await rm(root, { recursive: true });
});

async function put(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}
/** A Pi on which all is well. */
async function well(broken: Partial<Patient> = {}): Promise<Patient> {
  await put({
    "sys/class/bluetooth/hci0/device/x": "",
    "sys/class/rfkill/rfkill0/type": "bluetooth\n",
    "sys/class/rfkill/rfkill0/soft": "0\n",
    "proc/1/comm": "systemd\n",
    "run/systemd/timesync/synchronized": "",
    "etc/config.json": JSON.stringify({
      venue: "6e2f3a10-7c55-4b0e-9d0a-2b1f60c5a001",
      gateway: "door",
      broker: { url: `mqtt://127.0.0.1:${port}`, username: "v/door", password: "a secret" },
    }),
  });
  return {
    env: {},
    configPath: join(root, "etc/config.json"),
    running: () => Promise.resolve(false),
    now: () => Date.now(),
    nodeVersion: "22.1.0",
    files: filesBelow(root),
    run: () => Promise.resolve(undefined),
    open: () => undefined,
    ...broken,
  };
}
const statesOf = (findings: readonly Finding[]) =>
  Object.fromEntries(findings.map(({ name, state }) => [name, state]));
const throwing = (message: string) => () => {
  throw new Error(message);
};

describe("the doctor", () => {
  it("finds nothing wrong with a Pi on which all is well", async () => {
    expect(statesOf(await examine(await well()))).toEqual({
      ...{ node: "ok", addon: "ok", kernel: "ok", permission: "ok", adapter: "ok", rfkill: "ok" },
      ...{ bluetoothd: "ok", wifi: "ok", clock: "ok", configuration: "ok", broker: "ok" },
    });
  });

  it.each<[string, Partial<Patient>, Record<string, string>, string, string]>([
    ["an old Node", { nodeVersion: "18.20.4" }, {}, "node", "20.19"],
    ["no addon", { open: throwing("Cannot find module") }, {}, "addon", "build:bluetooth"],
    [
      "an addon for another Node",
      { open: throwing("NODE_MODULE_VERSION 108") },
      {},
      "addon",
      "Node",
    ],
    ["a kernel without Bluetooth", { open: throwing("EAFNOSUPPORT") }, {}, "kernel", "modprobe"],
    ["no permission", { open: throwing("EPERM") }, {}, "permission", "sudo"],
    [
      "an account without capabilities",
      {},
      { "proc/self/status": "Name:\tnode\nCapEff:\t0000000000002000\n" },
      "permission",
      "sudo",
    ],
    ["a blocked radio", {}, { "sys/class/rfkill/rfkill0/soft": "1" }, "rfkill", "rfkill unblock"],
    ["a switch that is off", {}, { "sys/class/rfkill/rfkill0/hard": "1" }, "rfkill", "switch"],
    ["bluetoothd", {}, { "proc/77/comm": "bluetoothd\n" }, "bluetoothd", "mask --now"],
    [
      "2.4 GHz Wi-Fi on the chip that scans",
      { run: () => Promise.resolve("Connected to x\n\tfreq: 2437\n") },
      {},
      "wifi",
      "5 GHz",
    ],
    ["a broken configuration", {}, { "etc/config.json": "{}" }, "configuration", "enrol"],
  ])("names %s and its fix", async (_, broken, files, name, fix) => {
    const patient = await well(broken);
    await put(files);
    const finding = (await examine(patient)).find((each) => each.name === name);
    expect(finding).toMatchObject({ fix: expect.stringContaining(fix) });
    expect(finding?.state).toBe(name === "wifi" ? "warning" : "failed");
  });

  it("asks for two adapters where check-in is wanted", async () => {
    const patient = await well({ env: { SIGHEJ_CHECK_IN_ADAPTER: "aa:bb:cc:dd:ee:01" } });
    const findings = await examine(patient);
    expect(findings.find(({ name }) => name === "adapter")).toMatchObject({
      says: "1 of 2 adapters",
    });
  });

  it("does not log in where a gateway runs, for that would end the other's connection", async () => {
    const findings = await examine(await well({ running: () => Promise.resolve(true) }));
    expect(statesOf(findings).broker).toBe("ok");
    expect(broker.connects).toEqual([]);
  });

  it("tells a broker that refuses, is away, or has a certificate that nobody vouches for", async () => {
    broker.connack = 5;
    const patient = await well();
    const brokerIn = async (findings: Promise<readonly Finding[]>) =>
      (await findings).filter(({ name }) => name === "broker" || name === "tls");
    expect(await brokerIn(examine(patient))).toMatchObject([
      { name: "broker", state: "failed", says: expect.stringContaining("credential") },
    ]);
    const tls = selfSigned();
    const server = secure(tls, (socket) => socket.destroy());
    await new Promise<void>((done) => server.listen(0, () => done()));
    const address = server.address();
    const at = typeof address === "object" && address !== null ? address.port : 0;
    const url = { SIGHEJ_BROKER_URL: `mqtts://localhost:${at}` };
    expect(await brokerIn(examine({ ...patient, env: url }))).toMatchObject([
      { name: "tls", state: "failed", says: expect.stringContaining("not trusted here") },
    ]);
    const trusted = { ...url, SIGHEJ_BROKER_CA: tls.cert };
    expect(await brokerIn(examine({ ...patient, env: trusted }))).toMatchObject([
      { name: "broker", state: "failed" },
      { name: "tls", state: "warning", says: expect.stringContaining("expires in 1 days") },
    ]);
    server.close();
    const closed = createServer();
    await new Promise<void>((done) => closed.listen(0, () => done()));
    const gone = closed.address();
    await new Promise<void>((done) => closed.close(() => done()));
    const away = typeof gone === "object" && gone !== null ? gone.port : 0;
    const env = { SIGHEJ_BROKER_URL: `mqtt://127.0.0.1:${away}` };
    expect(await brokerIn(examine({ ...patient, env }))).toMatchObject([
      { name: "broker", state: "failed", says: expect.stringContaining("refuses connections") },
    ]);
  });

  it("names each failed precondition of a bare machine and ends with 1, as text and as JSON", async () => {
    const lines: string[] = [];
    const terminal = { say: (line: string) => lines.push(line), complain: () => undefined };
    const bare: Partial<Patient> = {
      env: {},
      files: filesBelow(join(root, "nothing")),
      run: () => Promise.resolve(undefined),
      open: throwing("EAFNOSUPPORT"),
    };
    const config = join(root, "none.json");
    expect(await doctor({ json: false, config }, terminal, bare)).toBe(1);
    const text = lines.join("\n");
    for (const name of ["kernel", "adapter", "clock", "configuration"])
      expect(text).toMatch(new RegExp(`^failed +${name} .*\\n +\\S`, "m"));
    expect(lines.at(-1)).toBe("4 of 9 preconditions failed.");
    expect(await doctor({ json: true, config }, terminal, bare)).toBe(1);
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ failures: 4 });
  });

  it("judges a kernel by its adapters where there is no addon to ask it", async () => {
    const files = filesBelow(join(root, "nothing"));
    const patient = await well({ files, open: throwing("Cannot find module") });
    expect(statesOf(await examine(patient))).toMatchObject({ addon: "failed", kernel: "failed" });
  });

  it("runs on this machine, whatever it has", async () => {
    const lines: string[] = [];
    const terminal = { say: (line: string) => lines.push(line), complain: () => undefined };
    await doctor({ json: false, config: join(root, "none.json") }, terminal);
    expect(lines.join("\n")).toMatch(/^ok +node /m);
  });
});
