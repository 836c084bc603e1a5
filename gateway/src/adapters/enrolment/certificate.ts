/**
 * Client certificate: keeps one that is good, for brokers that want it besides the password. Asks the
 * matcher for the next one in good time; the connection that is open stays, and the next one that is
 * made uses what is newest.
 *
 * The key is made here at each start, lives in memory and goes nowhere: what is copied from a card is
 * no certificate. The request is made with @peculiar/x509, since Node itself cannot (PKCS #10, RFC 2986).
 */
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { rootCertificates } from "node:tls";
import * as x509 from "@peculiar/x509";
import { decodeGatewayCertificate, type GatewayCertificate } from "@sighej/protocol";
import type { Logger } from "pino";
import { waitAfter } from "../../backoff.ts";
import type { ClientCertificate } from "../../client-certificate.ts";
import type { GatewayConfig } from "../../config.ts";
import { parseJson } from "../../settings.ts";
import { type EnrolmentServer, post } from "./post.ts";

export interface CertificateKeeper {
  /** The newest; undefined while there is none yet. */
  readonly current: () => ClientCertificate | undefined;
  readonly stop: () => void;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const PATH = "/api/v1/enrol/certificate";
/** setTimeout takes 24 days at most, in ms; certificates of ours live one. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** Trusts the broker's own authority besides the public ones: the matcher may have either. */
export const besidesPublic = (ca: string | undefined): string | undefined =>
  ca === undefined ? undefined : [...rootCertificates, ca].join("\n");

interface KeeperParts {
  readonly logger: Logger;
  /** Unix ms. */
  readonly now: () => number;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** Has asked once when it resolves, whatever came of it. */
export async function keepCertificate(
  server: EnrolmentServer,
  { username, secret }: Pick<GatewayConfig, "username" | "secret">,
  { logger, now, random }: KeeperParts,
): Promise<CertificateKeeper> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  const key = x509.PemConverter.encode(pkcs8, "PRIVATE KEY");
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    // The matcher knows who asks and puts in the name itself.
    name: "CN=gateway",
    keys,
    signingAlgorithm: ALGORITHM,
  });
  const body = JSON.stringify({ request: `${request.toString("pem")}\n` });
  const authorization = `Basic ${Buffer.from(`${username}:${secret}`).toString("base64")}`;
  let current: ClientCertificate | undefined;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function renew(): Promise<void> {
    let wait: number;
    try {
      const given = await askFor(server, body, authorization);
      current = { cert: given.chain, key };
      failures = 0;
      wait = Math.max(0, given.renewAfter - now());
    } catch (cause) {
      failures += 1;
      wait = waitAfter(failures, false, random());
      const why = cause instanceof Error ? cause.message : "unknown";
      logger.warn({ why, waitMs: Math.round(wait) }, "no certificate for the broker; asking again");
    }
    if (stopped) return;
    timer = setTimeout(() => void renew(), Math.min(wait, LONGEST_WAIT_MS));
    timer.unref();
  }
  await renew();
  return {
    current: () => current,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

async function askFor(
  server: EnrolmentServer,
  body: string,
  authorization: string,
): Promise<GatewayCertificate> {
  const answer = await post(server, PATH, body, { authorization });
  const given =
    answer.status === 200 ? decodeGatewayCertificate(parseJson(answer.body)) : undefined;
  if (given?.ok) return given.value;
  throw new Error(
    answer.status === 401
      ? "the matcher does not know this gateway's credential; enrol it again"
      : `the matcher answers ${answer.status}`,
  );
}
