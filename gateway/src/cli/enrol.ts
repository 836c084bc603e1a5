/**
 * Enrol: `sighej-gateway enrol LINK` makes a gateway of this machine, or makes it listen to one more
 * board. One line says what came of it.
 */
import { createHmac, randomBytes } from "node:crypto";
import { access, constants, mkdir, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { base64urlOf, type ClaimCode, decodeFirstBoot, type Enrolled } from "@sighej/protocol";
import { pino } from "pino";
import { reachBroker } from "../adapters/broker-check.ts";
import { keepCertificate } from "../adapters/enrolment/certificate.ts";
import { claimGateway } from "../adapters/enrolment/claim.ts";
import type { EnrolmentServer } from "../adapters/enrolment/post.ts";
import type { Board } from "../boards.ts";
import { type GatewayConfig, parseConfig } from "../config.ts";
import { readConfigFile, writeConfigFile } from "../config-file.ts";
import { GatewayError } from "../errors.ts";
import { isRecord, parseJson } from "../settings.ts";
import type { Claim, Command } from "./arguments.ts";
import { DONE, FAILED, MISUSED, type Terminal } from "./outcome.ts";

/** What a keeper needs that is asked once, and whose failure shows in what comes next. */
const quietly = { logger: pino({ level: "silent" }), now: Date.now, random: Math.random };

type Enrol = Extract<Command, { name: "enrol" }>;

/** Figures and status for this machine; what Prometheus lists for exporters begins at 9100. */
const LOOPBACK_PORT = 9464;
/** As long as a code lives and longer; 96 bits that nobody types by heart. */
const PASSWORD_BYTES = 12;
/** Of a machine: random at its first boot (machine-id(5)), to be shown to nobody as it is. */
const MACHINE_ID = "/etc/machine-id";

export async function enrol(command: Enrol, terminal: Terminal): Promise<number> {
  try {
    const replacing = command.force && !command.board;
    const here = replacing ? undefined : await enrolmentHere(command.config);
    if (here !== undefined && !command.board) {
      terminal.complain(
        `this machine is gateway ${here.gateway} already; --force replaces that with a new code`,
      );
      return MISUSED;
    }
    if (here === undefined && command.board) {
      terminal.complain("enrol this machine itself first, then its boards");
      return MISUSED;
    }
    const ca = command.ca === undefined ? undefined : await authorityIn(command.ca);
    // A code is good once: find out first whether its answer can be kept.
    await mustBeWritable(command.config);
    const { server, code } =
      "file" in command.claim ? await claimIn(command.claim.file) : command.claim;
    if (server.protocol === "http:")
      terminal.complain(
        "note: over http the secret travels unencrypted; use https beyond this LAN",
      );
    const from = { url: server, ca };
    const enrolled = await claimGateway(from, code, await attemptFor(code));
    if (here !== undefined && command.board)
      return await addBoard(command.config, here, enrolled, terminal);
    await becomeGateway(command.config, enrolled, from, terminal);
    // Used up; and a boot partition is readable to whoever takes the card out.
    if ("file" in command.claim) await rm(command.claim.file, { force: true });
    return await tryBroker(enrolled, from, terminal);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    terminal.complain(error.message);
    return error.code === "config-unreadable" || error.code === "config-unwritable"
      ? MISUSED
      : FAILED;
  }
}

async function becomeGateway(
  path: string,
  { venue, gateway, broker, certificates }: Enrolled,
  server: EnrolmentServer,
  terminal: Terminal,
): Promise<void> {
  const authority = broker.ca ?? server.ca;
  await writeConfigFile(path, {
    loopbackPort: LOOPBACK_PORT,
    ...(await storedIn(path)),
    venue,
    gateway,
    broker: {
      ...broker,
      ...(authority === undefined ? {} : { ca: authority }),
      ...(certificates === true ? { certificates: server.url.origin } : {}),
    },
  });
  terminal.say(`this machine is gateway ${gateway} now; its configuration is ${path}`);
}

async function tryBroker(
  { broker, certificates }: Enrolled,
  server: EnrolmentServer,
  terminal: Terminal,
): Promise<number> {
  const { url, username, password, ca: own } = broker;
  const credential = { username, secret: password };
  const keeper =
    certificates === true ? await keepCertificate(server, credential, quietly) : undefined;
  keeper?.stop();
  await reachBroker(
    { brokerUrl: url, brokerCa: own ?? server.ca, ...credential },
    keeper?.current(),
  );
  terminal.say(`the broker at ${url} lets it in; start it: sudo systemctl restart sighej-gateway`);
  return DONE;
}

async function addBoard(
  path: string,
  here: GatewayConfig,
  { venue, gateway, broker }: Enrolled,
  terminal: Terminal,
): Promise<number> {
  if (venue !== here.venue || broker.url !== here.brokerUrl) {
    terminal.complain("this code is of another venue than this gateway's; make one in this venue");
    return FAILED;
  }
  const password = base64urlOf(randomBytes(PASSWORD_BYTES));
  const board: Board = { gateway, username: broker.username, secret: broker.password, password };
  const others = here.boards.filter((each) => each.gateway !== gateway);
  const stored = await storedIn(path);
  await writeConfigFile(path, {
    ...stored,
    boards: { ...(isRecord(stored.boards) ? stored.boards : {}), list: [...others, board] },
  });
  terminal.say(
    `board ${gateway} is enrolled. Set its MQTT to this machine, port ${here.boardsPort}:`,
  );
  terminal.say(`  user ${gateway}`);
  terminal.say(`  password ${password}`);
  terminal.say("then: sudo systemctl restart sighej-gateway");
  return DONE;
}

/** The enrolment in the file; undefined where there is none. A file that is wrong is not replaced. */
async function enrolmentHere(path: string): Promise<GatewayConfig | undefined> {
  const file = await readConfigFile(path);
  if (file === undefined) return undefined;
  const config = parseConfig({}, file);
  if (config.ok) return config.value;
  throw new GatewayError(
    "config-unreadable",
    `${path} is there but wrong; mend or remove it first: ${config.faults[0]}`,
  );
}

/** What the file holds besides; nothing where there is none or it is no JSON. */
async function storedIn(path: string): Promise<Readonly<Record<string, unknown>>> {
  const stored = parseJson((await readConfigFile(path))?.text ?? "");
  return isRecord(stored) ? stored : {};
}

async function claimIn(path: string): Promise<Claim> {
  const text = await readFile(path, "utf8").catch((cause) => {
    throw new GatewayError("config-unreadable", `cannot read the first-boot file ${path}`, {
      cause,
    });
  });
  const link = decodeFirstBoot(text);
  if (link.ok) return { server: new URL(link.value.origin), code: link.value.code };
  throw new GatewayError(
    "config-unreadable",
    `${path} is no first-boot file: ${link.problem.detail}`,
  );
}

async function authorityIn(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new GatewayError("config-unreadable", `cannot read the authority ${path}`, { cause });
  }
}

async function mustBeWritable(path: string): Promise<void> {
  const folder = dirname(path);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (cause) {
    throw new GatewayError(
      "config-unwritable",
      `cannot write to ${folder}; use sudo, or another place with --config`,
      { cause },
    );
  }
}

/** The same for every try of this machine with this code: a lost answer is then given again. */
async function attemptFor(code: ClaimCode): Promise<string> {
  const machine = await readFile(MACHINE_ID, "utf8").catch(() => undefined);
  const bytes =
    machine === undefined || machine.trim() === ""
      ? randomBytes(16)
      : createHmac("sha256", machine.trim()).update(`sighej-enrol-v1 ${code}`).digest();
  return base64urlOf(bytes.subarray(0, 16));
}
