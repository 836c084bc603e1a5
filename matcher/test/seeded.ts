/**
 * Seeded: random bytes that are the same in every run, for tests of noise. A ChaCha20 key stream,
 * so as good a source as the operating system's.
 */
import { createCipheriv, createHash } from "node:crypto";
import { type Uniform, uniformOf } from "../src/domain/aggregate/uniform.ts";

export function seededBytes(seed: string): (bytes: number) => Uint8Array {
  const key = createHash("sha256").update(seed).digest();
  const stream = createCipheriv("chacha20", key, Buffer.alloc(16));
  return (bytes) => stream.update(Buffer.alloc(bytes));
}

export const seededUniform = (seed: string): Uniform => uniformOf(seededBytes(seed));
