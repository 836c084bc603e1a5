/**
 * Machine: the clock, the randomness and the hashes of the machine that the matcher runs on.
 */
import { createHash, randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import { unixMs } from "@sighej/protocol";
import type { BearerDigest, Clock, Digest, Random } from "../ports.ts";

export const systemClock: Clock = () => unixMs(Date.now());

export const random: Random = (bytes) => new Uint8Array(randomBytes(bytes));

/** SHA-256 as hexadecimal digits. */
export const fingerprint = (text: string) => createHash("sha256").update(text).digest("hex");

export const digest: Digest = (bearer) => fingerprint(bearer) as BearerDigest;

/** Seconds since it was called, of a clock that only runs forward. */
export const stopwatch = () => {
  const from = performance.now();
  return () => (performance.now() - from) / 1_000;
};
