/**
 * Claim digest: turns a claim code, of a gateway or of a screen, into what is kept of it.
 *
 * A code has 60 bits, so it is stretched: whoever reads the store in the days that a code lives would
 * take 2^60 runs of scrypt (RFC 7914) to find it. One salt for all, since the digest is how a code is
 * looked up; with codes that are random there is nothing for it to hide.
 */
import { scrypt } from "node:crypto";
import type { ClaimCode, ScreenCode } from "@sighej/protocol";
import type { ClaimDigest } from "./gateway-ports.ts";

const SALT = "sighej-claim-code-v1";
/** 4 MB and some 15 ms, off the main thread: no way to keep a matcher busy from outside. */
const COST = { N: 4_096, r: 8, p: 1 };
const BYTES = 32;

export const claimDigestOf = (code: ClaimCode | ScreenCode): Promise<ClaimDigest> =>
  new Promise((resolve, reject) => {
    scrypt(code, SALT, BYTES, COST, (error, digest) => {
      if (error === null) resolve(digest.toString("hex") as ClaimDigest);
      else reject(error);
    });
  });
