/**
 * Empty box: what a new owner begins with: a matcher from its own program on an empty Postgres, and a
 * broker that wants the certificates of the venue's own authority; and around it what is there anyway: a
 * hall with a crowd, and Raspberry Pis that have not enrolled.
 */
import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Simulator, startSimulator } from "@sighej/beacon-sim";
import { start as startBroker } from "@sighej/broker";
import { freshCredentials, type Keep, openParts, type Part } from "@sighej/embedded";
import { openAuthority } from "@sighej/matcher";
import { type GatewayId, unixMs, venueIdOf } from "@sighej/protocol";
import { pino } from "pino";
import { freshDatabase, startPostgres } from "../../../matcher/test/postgres-server.ts";
import { forLoopback, newKey, selfSigned } from "../../e2e/certificates.ts";
import { type MatcherProcess, startMatcherProcess } from "../../e2e/matcher-process.ts";
import { adminFolder, appFolder } from "../build-app.ts";

const SOURCE = ["--conditions=@sighej/source", "--import", import.meta.resolve("tsx")];
const program = (name: string) =>
  fileURLToPath(new URL(`../../../gateway/src/${name}`, import.meta.url));
/** A lively hall: each of three zones has enough for a number that is shown. */
const PEOPLE = 90;

export interface EmptyBox extends Part {
  readonly matcher: MatcherProcess;
  /** Comes to a venue when it is told to. */
  readonly crowd: Simulator & { readonly people: number };
  /**
   * A Raspberry Pi with that antenna of the hall: enrols by the link that the dashboard told, as its
   * command does it, and runs from what that wrote.
   */
  enrol(antenna: string, link: string): Promise<void>;
}

export const openEmptyBox = (): Promise<EmptyBox> => openParts(open);

async function open(keep: Keep): Promise<Omit<EmptyBox, "stop">> {
  const logger = pino({ level: "silent" });
  const folder = await mkdtemp(join(tmpdir(), "sighej-empty-"));
  keep({ stop: () => rm(folder, { recursive: true, force: true }) });
  const database = await freshDatabase(keep(await startPostgres()));
  keep({ stop: database.drop });
  await openAuthority(folder, () => unixMs(Date.now()));
  const own = await newKey();
  const certificate = await selfSigned(own, [{ CN: ["broker"] }], [forLoopback()]);
  const brokerCa = join(folder, "broker.pem");
  await writeFile(brokerCa, certificate);
  const clientAuthority = await readFile(join(folder, "venue-ca.pem"), "utf8");
  const keyFile = join(folder, "setup.key");
  await writeFile(keyFile, randomBytes(32).toString("base64"));
  // Of whatever venue: only the matcher's own is used.
  const secrets = freshCredentials(venueIdOf(randomBytes(16)), []);
  const broker = keep(
    await startBroker({
      ...{ host: "127.0.0.1", port: 0, credentials: secrets.credentials, logger },
      tls: {
        ...{ host: "127.0.0.1", port: 0 },
        identity: { certificate, key: own.key, clientAuthority },
      },
    }),
  );
  const matcher = await startMatcherProcess({
    SIGHEJ_BROKER_URL: `mqtt://127.0.0.1:${broker.port}`,
    SIGHEJ_BROKER_SECRET: secrets.matcher,
    SIGHEJ_GATEWAY_BROKER_URL: `mqtts://127.0.0.1:${broker.tlsPort}`,
    ...{ SIGHEJ_GATEWAY_BROKER_CA: brokerCa, SIGHEJ_CA_FOLDER: folder },
    ...{ SIGHEJ_POSTGRES_URL: database.url, SIGHEJ_SETUP_KEY_FILE: keyFile },
    SIGHEJ_LOG_LEVEL: "warn",
    ...{ SIGHEJ_APP_FOLDER: appFolder, SIGHEJ_ADMIN_FOLDER: adminFolder },
    // The programme is on this machine.
    SIGHEJ_LOCAL_TARGETS: "allowed",
  });
  keep({ stop: async () => void (await matcher.stop()) });
  const crowd = keep(
    await startSimulator({
      source: { kind: "crowd", people: PEOPLE, seed: 7 },
      now: () => unixMs(Date.now()),
      logger,
    }),
  );
  const enrol: EmptyBox["enrol"] = async (antenna, link) => {
    const config = join(folder, antenna, "config.json");
    const environment = { PATH: process.env.PATH };
    const args = [...SOURCE, program("cli/main.ts"), "enrol", link, "--config", config];
    await promisify(execFile)(process.execPath, args, { env: environment });
    const preload = ["--import", crowd.preloadUrl.href];
    const child = spawn(process.execPath, [...SOURCE, ...preload, program("main.ts")], {
      env: {
        ...environment,
        ...crowd.gatewayEnv(antenna as GatewayId),
        // Four of them share this machine.
        ...{ SIGHEJ_CONFIG: config, SIGHEJ_LOOPBACK_PORT: "0" },
      },
      stdio: "ignore",
    });
    const ended = once(child, "exit");
    keep({
      stop: async () => {
        child.kill("SIGTERM");
        await ended;
      },
    });
  };
  return { matcher, crowd: { ...crowd, people: PEOPLE }, enrol };
}
