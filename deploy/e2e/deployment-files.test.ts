/**
 * Every file by which a venue is deployed, read by the program that it is for; and every setting in them
 * by the service that it is for.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseConfig as parseBrokerConfig } from "@sighej/broker";
import { parseConfig as parseMatcherConfig } from "@sighej/matcher";
import { validate } from "dockerfile-utils";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { freePort } from "../../matcher/test/server-process.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(project, path), "utf8");
const box = (name: string) => `deploy/box/${name}`;

let folder: string;
let key: string;
let certificate: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sighej-files-"));
  [key, certificate] = [join(folder, "broker.key"), join(folder, "broker.pem")];
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
      ...["-subj", "/CN=hej.example.org", "-keyout", key, "-out", certificate],
    ],
    { stdio: "ignore" },
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

/** `KEY=value` lines, with and without systemd's `Environment=` before them. */
const settingsIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/^(?:Environment=)?(SIGHEJ_\w+)=(.*)$/gm)].map(([, key = "", value = ""]) => [
      key,
      value,
    ]),
  );
const filledIn = (text: string) =>
  text
    .replaceAll("@MATCHER_SECRET@", "secret")
    .replaceAll("@ADMIN_CODE@", "0123456789abcdef")
    .replaceAll("@DOMAIN@", "hej.example.org")
    .replaceAll("@VENUE@", "6e2f3a10-7c55-4b0e-9d0a-2b1f60c5a001");
/** What is in the files that the matcher's settings name. */
const files = () => ({
  brokerCa: readFileSync(certificate, "utf8"),
  setupKeys: execFileSync("openssl", ["rand", "-base64", "32"], { encoding: "utf8" }),
});
const venues = (): unknown => JSON.parse(filledIn(read(box("venues.json"))));

/** What `docker compose` makes of a file, as its own validator says; throws what it complains of. */
function composed(file: string): string {
  return execFileSync("docker-compose", ["-f", join(project, "deploy/compose", file), "config"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      SIGHEJ_DOMAIN: "hej.example.org",
      SIGHEJ_BROKER_SECRET: "secret",
      SIGHEJ_ADMIN_CODE: "0123456789abcdef",
      SIGHEJ_POSTGRES_SECRET: "secret",
    },
  });
}

/** The environment of one service of a composed file. */
function environmentOf(config: string, service: string): Record<string, string> {
  const [, rest = ""] = config.split(`\n  ${service}:\n`);
  const [own = ""] = rest.split(/\n {2}\S/);
  return Object.fromEntries(
    [...own.matchAll(/^ {6}(SIGHEJ_\w+): (.*)$/gm)].map(([, key = "", value = ""]) => [
      key,
      value.replace(/^'(.*)'$/, "$1"),
    ]),
  );
}

describe("a venue box without Docker", () => {
  it("has settings that its services take, all of them", () => {
    const broker = settingsIn(read(box("broker.env")) + read(box("sighej-broker.service")));
    expect(parseBrokerConfig(broker)).toMatchObject({
      ok: true,
      value: { tls: { port: 8883 }, webSocketPort: 9001 },
    });
    const matcher = settingsIn(
      filledIn(read(box("matcher.env")) + read(box("sighej-matcher.service"))),
    );
    expect(parseMatcherConfig(matcher, venues(), files())).toMatchObject({ ok: true });
    expect(parseMatcherConfig({ ...matcher, SIGHEJ_TYPO: "1" }, venues(), files())).toMatchObject({
      faults: [expect.stringContaining("SIGHEJ_TYPO")],
    });
  });

  it("has units that systemd takes without a word", () => {
    const units = readdirSync(join(project, "deploy/box")).filter((each) =>
      each.endsWith(".service"),
    );
    expect(units.length).toBe(3);
    for (const unit of units)
      writeFileSync(
        join(folder, unit),
        read(box(unit))
          // Where they will be once installed.
          .replaceAll("/opt/sighej/bin/node", process.execPath)
          .replaceAll("file:///opt/sighej/docs/", "https://example.org/"),
      );
    const verify = (text: string) =>
      execFileSync("systemd-analyze", ["verify", ...units.map((each) => join(folder, each))], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        input: text,
      });
    expect(verify("")).toBe("");
    // Mistakes are words on stderr, and an exit code in most cases only.
    const bad = join(folder, "bad.service");
    writeFileSync(bad, "[Service]\nExecStart=nowhere\n");
    expect(() => execFileSync("systemd-analyze", ["verify", bad], { stdio: "pipe" })).toThrow();
  });

  it("has an installer that the shell can read, and that says what is wrong", () => {
    for (const script of ["install.sh", "lost-key"])
      execFileSync("sh", ["-n", join(project, box(script))]);
    const refused = (...args: readonly string[]) => {
      try {
        execFileSync("sh", [join(project, box("install.sh")), ...args], { stdio: "pipe" });
      } catch (cause) {
        return String((cause as { stderr: Buffer }).stderr);
      }
      return "";
    };
    expect(refused("--port", "1")).toContain("--port is no option");
    expect(refused("--domain")).toContain("--domain needs");
  });

  it.each(["deploy/box/Caddyfile", "deploy/compose/Caddyfile"])(
    "has a %s that Caddy takes",
    (path) => {
      execFileSync(
        "caddy",
        ["validate", "--config", join(project, path), "--adapter", "caddyfile"],
        {
          stdio: "pipe",
          env: { PATH: process.env.PATH, HOME: folder, SIGHEJ_DOMAIN: "hej.example.org" },
        },
      );
    },
  );

  it("has a configuration on which Mosquitto starts", async () => {
    execFileSync("npm", ["run", "mosquitto", "--", folder], {
      cwd: project,
      stdio: "pipe",
      env: { ...process.env, SIGHEJ_BROKER_SECRET: "secret" },
    });
    const port = await freePort();
    const own = read(box("mosquitto.conf"))
      .replace("/var/lib/mosquitto/sighej-access.json", join(folder, "sighej-access.json"))
      .replace("/etc/sighej/broker.pem", certificate)
      .replace("/etc/mosquitto/certs/broker.key", key)
      .replace("listener 1883", `listener ${port}`)
      .replace("listener 8883", `listener ${await freePort()}`);
    const file = join(folder, "mosquitto.conf");
    // It would become a user who may not read this folder.
    writeFileSync(file, `${own}\n${process.getuid?.() === 0 ? "user root\n" : ""}`);
    const server = spawn("/usr/sbin/mosquitto", ["-c", file], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    server.stderr.on("data", (text: Buffer) => {
      said += text;
    });
    try {
      await vi.waitFor(
        async () => {
          expect(server.exitCode, said).toBeNull();
          const socket = connect(port, "127.0.0.1");
          await once(socket, "connect");
          socket.destroy();
        },
        { timeout: 30_000, interval: 100 },
      );
    } finally {
      const ended = once(server, "exit");
      if (server.exitCode === null) {
        server.kill();
        await ended;
      }
    }
    expect(said).not.toMatch(/error/i);
  });
});

describe("Docker", () => {
  it("is given a compose file that its validator takes, with settings that the services take", () => {
    const config = composed("compose.yaml");
    composed("compose.dev.yaml");
    expect(parseBrokerConfig(environmentOf(config, "broker"))).toMatchObject({ ok: true });
    expect(parseMatcherConfig(environmentOf(config, "matcher"), venues(), files())).toMatchObject({
      ok: true,
      value: { stores: { kind: "redis" } },
    });
    // Neither Redis nor what services say may be kept for ever.
    expect(config).toContain("--appendonly");
    expect(config).toContain("max-size: 10m");
  });

  it("is given a Dockerfile without a fault, with a target for each service", () => {
    const dockerfile = read("deploy/docker/Dockerfile");
    expect(validate(dockerfile)).toEqual([]);
    expect(validate("FORM node")).not.toEqual([]);
    const { workspaces } = JSON.parse(read("package.json")) as { workspaces: readonly string[] };
    // npm ci fails where the manifest of a workspace is missing.
    for (const workspace of workspaces)
      expect(dockerfile).toContain(`COPY ${workspace}/package.json`);
    for (const service of ["broker", "matcher"]) {
      const [, stage = ""] = dockerfile.split(`FROM service AS ${service}\n`);
      expect(stage.split("\nFROM ")[0]).toContain("HEALTHCHECK");
    }
    expect(dockerfile).toContain("USER node");
  });
});
