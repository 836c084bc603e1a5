/**
 * Certificates: keys, requests and certificates of anybody's making, as an attacker or a broker would
 * have them; for tests of mutual TLS.
 */
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

export interface KeyPair {
  readonly pair: webcrypto.CryptoKeyPair;
  /** PEM. */
  readonly key: string;
}

export async function newKey(): Promise<KeyPair> {
  const pair = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", pair.privateKey);
  return { pair, key: x509.PemConverter.encode(pkcs8, "PRIVATE KEY") };
}

/** A certificate request, PEM. */
export async function requestOf({ pair }: KeyPair): Promise<string> {
  const made = { name: "CN=whoever", keys: pair, signingAlgorithm: ALGORITHM };
  return `${(await x509.Pkcs10CertificateRequestGenerator.create(made)).toString("pem")}\n`;
}

/** A certificate that nobody but itself vouches for, PEM, good for an hour. */
export async function selfSigned(
  { pair }: KeyPair,
  name: x509.JsonName,
  extensions: x509.Extension[] = [],
): Promise<string> {
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    keys: pair,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3_600_000),
    extensions,
  });
  return made.toString("pem");
}

/** For a broker on this machine. */
export const forLoopback = (): x509.Extension =>
  new x509.SubjectAlternativeNameExtension([{ type: "ip", value: "127.0.0.1" }]);

/** Subject of a PEM certificate. */
export const subjectOf = (pem: string): x509.JsonName =>
  new x509.X509Certificate(pem).subjectName.toJSON();
