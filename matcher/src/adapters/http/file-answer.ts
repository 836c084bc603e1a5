/**
 * File answer: what is answered with a file in the place of JSON, and how it is sent so that a browser
 * takes it for nothing else.
 */
import type { Response } from "express";

export interface FileAnswer {
  readonly bytes: Uint8Array;
  /** What it is saved as; ASCII without quotes. */
  readonly name: string;
  readonly [FILE]: true;
}

/** No JSON of ours could have it. */
const FILE = Symbol("file");

export const fileOf = (bytes: Uint8Array, name: string): FileAnswer => ({
  ...{ bytes, name },
  [FILE]: true,
});

export const isFile = (value: object): value is FileAnswer => FILE in value;

/** `mediaType`: as the document says. */
export function sendFile(
  response: Response,
  mediaType: string | undefined,
  { bytes, name }: FileAnswer,
): void {
  if (mediaType === undefined) throw new RangeError("the document knows of no file here");
  response.set({
    "Content-Type": mediaType,
    "Content-Disposition": `inline; filename="${name}"`,
    // Opened by itself it may neither run nor load anything.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
  });
  response.end(bytes);
}
