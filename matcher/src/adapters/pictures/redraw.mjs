/**
 * Redraw: turns whatever comes on standard input into a PNG of our own on standard output, in a process
 * of its own that `redraw.ts` kills when it takes too long: a decoder that falls for a file made to
 * harm it takes nothing with it. Plain JavaScript, so that it begins without a loader.
 *
 * Only pixels pass: scripts, references, metadata, comments and what hangs on at the end are not drawn.
 * Ends with 10 when it can't read what came, with 11 when that has too many pixels.
 */
import { buffer } from "node:stream/consumers";
import sharp from "sharp";

const [mostPixels, longestSide] = process.argv.slice(2).map(Number);

// Four readers out of some thirty that libvips has.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: ["Png", "Jpeg", "Webp", "Svg"].map((kind) => `VipsForeignLoad${kind}Buffer`),
});
sharp.cache(false);
sharp.concurrency(1);

const limits = { limitInputPixels: mostPixels, failOn: "error" };
const SVG_DPI = 72;

/** A drawing has no pixels of its own: it is drawn as large as is kept. */
async function densityOf(bytes) {
  const { format, width, height } = await sharp(bytes, limits).metadata();
  if (format !== "svg") return {};
  const wanted = (SVG_DPI * longestSide) / Math.max(width, height, 1);
  return { density: Math.min(Math.max(wanted, 1), 100_000) };
}

try {
  const bytes = await buffer(process.stdin);
  const png = await sharp(bytes, { ...limits, ...(await densityOf(bytes)) })
    // As a camera was held.
    .rotate()
    .resize({ width: longestSide, height: longestSide, fit: "inside", withoutEnlargement: true })
    .flatten({ background: "#ffffff" })
    .toColourspace("srgb")
    .png({ palette: true, colours: 256, effort: 4 })
    .toBuffer();
  process.stdout.write(png);
} catch (cause) {
  process.exitCode = /pixel limit/.test(String(cause)) ? 11 : 10;
}
