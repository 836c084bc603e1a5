/**
 * Authority: the venue's own certificate authority. Turns certificate requests (PKCS #10, RFC 2986)
 * into short-lived client certificates for the broker (RFC 5280), with @peculiar/x509 and WebCrypto.
 *
 * A certificate names its gateway (CN) and the credential that it was given for (OU, the beginning of
 * the password's hash). So it dies with the credential: there is no list of revoked certificates to
 * hand around, and none that could be out of date.
 */
import "reflect-metadata";
import { randomBytes, webcrypto } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import {
  CREDENTIAL_MARK,
  type DurationMs,
  type GatewayCertificate,
  gatewayUsername,
  hours,
  minutes,
  unixMs,
} from "@sighej/protocol";
import { MatcherError, systemCodeOf } from "../../errors.ts";
import type { Certify, EnrolledGateway } from "../../gateway-ports.ts";
import type { Clock } from "../../ports.ts";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const KEY_FILE = "venue-ca-key.pem";
/** What a broker is told of the authority. */
export const AUTHORITY_FILE = "venue-ca.pem";
/** Longer than any venue's hardware; its end would end everyone's access at once. */
const AUTHORITY_LIFE: DurationMs = hours(24 * 365 * 10);
/** What somebody who copied a gateway's card may use it for, at most, if nobody revokes it. */
const CERTIFICATE_LIFE: DurationMs = hours(24);
/** Renewed at a third of its life: a matcher may be away for the other two. */
const RENEW_AFTER = 1 / 3;
/** A broker's clock may be behind by so much. */
const CLOCK_SKEW: DurationMs = minutes(5);
/** As a serial number may have at most 20 bytes (RFC 5280 §4.1.2.2). */
const SERIAL_BYTES = 16;

interface Kept {
  readonly certificate: x509.X509Certificate;
  readonly key: webcrypto.CryptoKey;
}

/** Made in `folder` at the first start. Rejects with "bad-config" when it cannot be read or made. */
export async function openAuthority(
  folder: string,
  clock: Clock,
  life: DurationMs = CERTIFICATE_LIFE,
): Promise<Certify> {
  const { certificate, key } = (await kept(folder)) ?? (await made(folder, clock));
  return async (gateway, pem) => {
    const request = await requestIn(pem);
    if (request === undefined) return undefined;
    const now = clock();
    const issued = await x509.X509CertificateGenerator.create({
      serialNumber: serial(),
      subject: subjectOf(gateway),
      issuer: certificate.subject,
      notBefore: new Date(now - CLOCK_SKEW),
      notAfter: new Date(now + life),
      signingKey: key,
      publicKey: request.publicKey,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth], true),
      ],
    });
    return {
      chain: `${issued.toString("pem")}\n${certificate.toString("pem")}\n`,
      until: unixMs(issued.notAfter.getTime()),
      renewAfter: unixMs(now + life * RENEW_AFTER),
    } satisfies GatewayCertificate;
  };
}

const subjectOf = ({ venue, gateway, secretHash }: EnrolledGateway): x509.JsonName => [
  { CN: [gatewayUsername(venue, gateway)] },
  { OU: [secretHash.slice(0, CREDENTIAL_MARK)] },
];

/** Undefined for what is no request, or is not signed by the key that it names. */
async function requestIn(pem: string): Promise<x509.Pkcs10CertificateRequest | undefined> {
  try {
    const request = new x509.Pkcs10CertificateRequest(pem);
    return (await request.verify()) ? request : undefined;
  } catch {
    return undefined;
  }
}

async function kept(folder: string): Promise<Kept | undefined> {
  try {
    const [certificate, key] = await Promise.all(
      [AUTHORITY_FILE, KEY_FILE].map((name) => readFile(join(folder, name), "utf8")),
    );
    const der = x509.PemConverter.decodeFirst(key ?? "");
    return {
      certificate: new x509.X509Certificate(certificate ?? ""),
      key: await webcrypto.subtle.importKey("pkcs8", der, ALGORITHM, false, ["sign"]),
    };
  } catch (cause) {
    if (systemCodeOf(cause) === "ENOENT") return undefined;
    throw unusable(folder, cause);
  }
}

async function made(folder: string, clock: Clock): Promise<Kept> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const now = clock();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: [{ CN: ["SigHej venue CA"] }],
    notBefore: new Date(now - CLOCK_SKEW),
    notAfter: new Date(now + AUTHORITY_LIFE),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
    ],
  });
  const key = x509.PemConverter.encode(
    await webcrypto.subtle.exportKey("pkcs8", keys.privateKey),
    "PRIVATE KEY",
  );
  try {
    await mkdir(folder, { recursive: true });
    // The key first: a certificate without one would be taken for an authority that lost its key.
    await writeFile(join(folder, KEY_FILE), `${key}\n`, { mode: 0o600, flag: "wx" });
    await writeFile(join(folder, AUTHORITY_FILE), `${certificate.toString("pem")}\n`);
  } catch (cause) {
    throw unusable(folder, cause);
  }
  return { certificate, key: keys.privateKey };
}

/** Positive, as a serial number must be. */
const serial = (): string => `01${randomBytes(SERIAL_BYTES).toString("hex")}`;

const unusable = (folder: string, cause: unknown): MatcherError =>
  new MatcherError(
    "bad-config",
    `the venue's certificate authority in ${folder} cannot be read or made: ${KEY_FILE} and ${AUTHORITY_FILE} belong together`,
    cause,
  );
