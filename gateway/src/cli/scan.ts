/**
 * Scan: `sighej-gateway scan` shows what the gateway that runs here hears, live: how many adverts, which
 * tokens, how loud. q or Ctrl-C ends it. Where the output is no terminal, a line a window.
 */
import type { ReadStream, WriteStream } from "node:tty";
import { watchLive } from "../adapters/live-socket.ts";
import { GatewayError } from "../errors.ts";
import { lineOf, screenOf } from "../live-view.ts";
import { DONE, FAILED, type Terminal } from "./outcome.ts";

const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";
const CTRL_C = "\x03";
/** A terminal that does not say how large it is (VT100). */
const [COLUMNS, ROWS] = [80, 24];

export interface ScanStreams {
  readonly input: Pick<ReadStream, "on" | "off" | "pause" | "resume" | "setRawMode" | "isTTY">;
  readonly output: Pick<WriteStream, "write" | "columns" | "rows" | "isTTY">;
}

export async function scan(
  path: string,
  colour: boolean,
  { input, output }: ScanStreams,
  terminal: Terminal,
  ending: AbortController,
): Promise<number> {
  const onKey = (key: Buffer): void => {
    if (["q", "Q", CTRL_C].includes(key.toString())) ending.abort();
  };
  const drawn = output.isTTY === true;
  try {
    let started = false;
    for await (const window of watchLive(path, ending.signal)) {
      if (!drawn) {
        terminal.say(lineOf(window));
        continue;
      }
      if (!started) {
        started = true;
        output.write(HIDE_CURSOR);
        if (input.isTTY === true) input.setRawMode(true);
        input.on("data", onKey);
        input.resume();
      }
      const { columns = COLUMNS, rows = ROWS } = output;
      output.write(screenOf(window, { columns, rows, colour }));
    }
    if (ending.signal.aborted) return DONE;
    terminal.complain("the gateway has stopped");
    return FAILED;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    terminal.complain(error.message);
    return FAILED;
  } finally {
    input.off("data", onKey);
    input.pause();
    if (drawn) {
      if (input.isTTY === true) input.setRawMode(false);
      output.write(SHOW_CURSOR);
    }
  }
}
