/**
 * Redraw: turns an uploaded picture into a PNG of our own, in a process that lives as long as that
 * takes. `redraw.mjs` is what runs there.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { PLAN_PIXELS_MAX, seconds } from "@sighej/protocol";
import type { NoPicture, PictureMaker, PlanPicture } from "../../plan-ports.ts";

const PROGRAM = fileURLToPath(new URL("./redraw.mjs", import.meta.url));
/** What is sent may have as many as 8,000 by 8,000: 256 MB while it is read. */
const MOST_PIXELS = 64_000_000;
/** A noisy photograph of 36 million takes three. */
const DONE_WITHIN = seconds(20);
/** A byte a pixel, and no compression at all. */
const MOST_BYTES = PLAN_PIXELS_MAX * PLAN_PIXELS_MAX + 65_536;
/** Each waits with its 8 MB. */
const MOST_WAITING = 4;
const UNREADABLE = 10;
const TOO_MANY_PIXELS = 11;
/** Width and height stand there in every PNG (PNG §11.2.1). */
const IHDR_AT = 16;

export function startPictureMaker(within: number = DONE_WITHIN): PictureMaker {
  const stop = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const run = (bytes: Uint8Array): Promise<PlanPicture | NoPicture> =>
    new Promise((resolve, reject) => {
      const child = execFile(
        process.execPath,
        [PROGRAM, `${MOST_PIXELS}`, `${PLAN_PIXELS_MAX}`],
        {
          ...{ encoding: "buffer", maxBuffer: MOST_BYTES, signal: stop.signal },
          ...{ timeout: within, killSignal: "SIGKILL" },
          // Nothing of ours, secrets among it, is there to be read.
          env: {},
        },
        (fault, png) => {
          if (fault === null) resolve(pictureIn(png));
          else if (fault.code === TOO_MANY_PIXELS) resolve("too-many-pixels");
          else if (fault.code === UNREADABLE) resolve("unreadable");
          else if (stop.signal.aborted) resolve("busy");
          else if (fault.killed === true) resolve("too-slow");
          // Out of memory, or a fault of the decoder: this file does it.
          else if (typeof fault.signal === "string") resolve("unreadable");
          else reject(fault);
        },
      );
      // It may end before it has read everything, which its code says.
      child.stdin?.on("error", () => {});
      child.stdin?.end(bytes);
    });
  return {
    redraw: (bytes) => {
      if (waiting >= MOST_WAITING || stop.signal.aborted) return Promise.resolve("busy");
      waiting++;
      const drawn = last
        .then(() => run(bytes))
        .finally(() => {
          waiting--;
        });
      last = drawn.catch(() => {});
      return drawn;
    },
    stop: async () => {
      stop.abort();
      await last;
    },
  };
}

const pictureIn = (png: Buffer): PlanPicture => ({
  bytes: png,
  width: png.readUInt32BE(IHDR_AT),
  height: png.readUInt32BE(IHDR_AT + 4),
});
