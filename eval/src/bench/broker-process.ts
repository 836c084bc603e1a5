/**
 * Broker process: aedes with our guards, or as it comes, on a free port that it prints; for
 * `bench/broker.ts`, which measures what the guards cost.
 */
import { createServer } from "node:net";
import { credentialOf, start } from "@sighej/broker";
import { usernameOf } from "@sighej/protocol";
import { Aedes } from "aedes";
import { pino } from "pino";
import { everyone, secretOf } from "./broker-venue.ts";

const HOST = "127.0.0.1";
/** A gateway's pace would end the run before it began; everything else is as in a venue. */
const UNPACED = { burst: 1e9, perSecond: 1e9, messageBytes: 8_192, tooFarAhead: 10_000 };

async function guarded(): Promise<number> {
  const { port } = await start({
    ...{ host: HOST, port: 0, gatewayPace: UNPACED, logger: pino({ level: "silent" }) },
    credentials: everyone.map((role) => credentialOf(usernameOf(role), secretOf(role), role)),
  });
  return port;
}

async function bare(): Promise<number> {
  const aedes = await Aedes.createBroker();
  const server = createServer({ noDelay: true }, aedes.handle);
  await new Promise<void>((done) => server.listen(0, HOST, done));
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

const port = await (process.argv[2] === "guarded" ? guarded() : bare());
process.stdout.write(`${port}\n`);
