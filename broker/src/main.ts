/** The broker as a process: reads the environment and the credentials file, runs until a signal. */
import { readFileSync } from "node:fs";
import { pino } from "pino";
import { parseConfig, parseCredentials } from "./config.ts";
import { BrokerError } from "./errors.ts";
import { start } from "./index.ts";

/** By convention here: the configuration is at fault, nothing was started. */
const BAD_CONFIGURATION = 2;

function refuse(faults: readonly string[]): never {
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exit(BAD_CONFIGURATION);
}

function read(key: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new BrokerError("file-unreadable", `${key}: cannot read ${path}`, { cause });
  }
}

const identityIn = (files: {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly clientCaFile: string | undefined;
}) => ({
  certificate: read("SIGHEJ_BROKER_TLS_CERTIFICATE", files.certificateFile),
  key: read("SIGHEJ_BROKER_TLS_KEY", files.keyFile),
  ...(files.clientCaFile !== undefined && {
    clientAuthority: read("SIGHEJ_BROKER_TLS_CLIENT_CA", files.clientCaFile),
  }),
});

const config = parseConfig(process.env);
if (!config.ok) refuse(config.faults);
const { host, port, tls, webSocketPort, credentialsFile, metricsPort, logLevel } = config.value;
const logger = pino({ level: logLevel });

try {
  const credentials = parseCredentials(read("SIGHEJ_BROKER_CREDENTIALS", credentialsFile));
  if (!credentials.ok) refuse(credentials.faults);
  const broker = await start({
    ...{ host, port, credentials: credentials.value, metricsPort, logger },
    ...(tls && { tls: { host: tls.host, port: tls.port, identity: identityIn(tls) } }),
    ...(webSocketPort !== undefined && { webSocket: { host, port: webSocketPort } }),
  });
  const { tlsPort } = broker;
  logger.info({ host, port: broker.port, tlsPort, webSocketPort }, "listening");
  // Certificates last weeks: whoever renews them says so, and no gateway loses its connection.
  process.on("SIGHUP", () => {
    if (tls === undefined) return;
    try {
      broker.renew(identityIn(tls));
      logger.info("the certificate was read again");
    } catch (error) {
      // The one that is in use stays: it may well be good for days.
      logger.error({ why: error instanceof Error ? error.message : "" }, "certificate not renewed");
    }
  });
  const stop = (): void => {
    void broker.stop().then(() => process.exit(0));
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
} catch (error) {
  if (!(error instanceof BrokerError)) throw error;
  refuse([error.message]);
}
