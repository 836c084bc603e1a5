/**
 * Server process: what every real server that a test starts has in common: a free port, and words
 * by which it says that it is ready.
 */
import type { ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import type { Readable } from "node:stream";

export interface TestServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Resolves when `said` has the ready words; rejects with `needed` when the server ends before. */
export async function readyWhen(
  server: ChildProcess,
  said: Readable | null,
  words: { readonly ready: string; readonly needed: string; readonly withinMs: number },
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const failed = (cause?: unknown) => reject(new Error(words.needed, { cause }));
    const timer = setTimeout(failed, words.withinMs);
    server.once("error", failed);
    server.once("exit", failed);
    said?.on("data", (text: Buffer) => {
      if (!text.includes(words.ready)) return;
      clearTimeout(timer);
      server.off("exit", failed);
      resolve();
    });
  });
}

/** Free when asked; nobody else on a test machine takes ports in the same instant. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
