/**
 * QR video: turns a text into a short video of its QR code, for Chromium's fake camera. The format
 * is YUV4MPEG2, which is a line of text and then plain pixels.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Part } from "@sighej/embedded";
import { encode } from "uqr";

const WIDTH = 640;
const HEIGHT = 480;
/** Of a code's side: what it fills when someone holds a phone up to it. */
const SIDE = 360;
/** Quiet zone around the code, modules (ISO/IEC 18004 §5.3.8). */
const QUIET = 4;
const WHITE = 235;
const BLACK = 16;
/** No colour, in both of the planes that have one. */
const GREY = 128;

export interface Video extends Part {
  readonly file: string;
}

/** A file of one frame, which a fake camera shows over and over. */
export async function videoOf(text: string): Promise<Video> {
  const folder = await mkdtemp(join(tmpdir(), "sighej-camera-"));
  const file = join(folder, "camera.y4m");
  const head = `YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\nFRAME\n`;
  await writeFile(file, Buffer.concat([Buffer.from(head), pictureOf(text)]));
  return { file, stop: () => rm(folder, { recursive: true }) };
}

function pictureOf(text: string): Buffer {
  const { data: modules, size } = encode(text, { border: QUIET, ecc: "M" });
  const scale = Math.floor(SIDE / size);
  const [left, top] = [(WIDTH - size * scale) / 2, (HEIGHT - size * scale) / 2].map(Math.floor);
  const luma = Buffer.alloc(WIDTH * HEIGHT, WHITE);
  for (const [row, line] of modules.entries())
    for (const [column, dark] of line.entries()) {
      if (!dark) continue;
      for (let y = 0; y < scale; y++) {
        const start = ((top ?? 0) + row * scale + y) * WIDTH + (left ?? 0) + column * scale;
        luma.fill(BLACK, start, start + scale);
      }
    }
  return Buffer.concat([luma, Buffer.alloc((WIDTH * HEIGHT) / 2, GREY)]);
}
