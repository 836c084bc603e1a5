/**
 * Client certificate: whether what a TLS connection was let in by is of the credential that its CONNECT
 * names. That the certificate is of the venue's authority and not over, TLS itself has checked.
 *
 * It names the username (CN) and the beginning of the password's hash (OU), so that it is good for one
 * credential only: a revoked or rotated one takes its certificates along.
 */
import { createHash } from "node:crypto";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { CREDENTIAL_MARK } from "@sighej/protocol";

/** True where no certificate was asked for, too. */
export function certificateFits(
  connection: Duplex,
  username: string | undefined,
  password: Uint8Array | undefined,
): boolean {
  if (!(connection instanceof TLSSocket)) return true;
  // An empty object where there is none, against its type.
  const { subject } = connection.getPeerCertificate() as Partial<
    ReturnType<TLSSocket["getPeerCertificate"]>
  >;
  if (subject === undefined) return true;
  const hash = createHash("sha256")
    .update(password ?? "")
    .digest("hex");
  return subject.CN === username && subject.OU === hash.slice(0, CREDENTIAL_MARK);
}
