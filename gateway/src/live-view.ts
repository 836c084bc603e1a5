/** Live view: turns windows into what `sighej-gateway scan` prints. Pure. */
import type { LiveToken, LiveWindow } from "./live.ts";

export interface Screen {
  readonly columns: number;
  readonly rows: number;
  readonly colour: boolean;
}

/** From barely heard to touching: what an antenna reports in practice, dBm. */
const WEAKEST = -100;
const STRONGEST = -30;
/** Beside the bar: name, level, count. */
const OTHER_COLUMNS = 22;
/** Longer says no more. */
const LONGEST_BAR = 60;
const NEAR = -60;
const MIDDLE = -80;

const CLEAR_AND_HOME = "\x1b[H\x1b[2J";
const [GREEN, YELLOW, RED, DIM, PLAIN] = ["\x1b[32m", "\x1b[33m", "\x1b[31m", "\x1b[2m", "\x1b[0m"];

/** One line, for a pipe or a terminal that only writes. */
export function lineOf(window: LiveWindow): string {
  const tokens = window.tokens.map(({ name, mean, count }) => `${name} ${mean} dBm ×${count}`);
  return `${clock(window.at)}  ${summary(window)}${tokens.length > 0 ? `: ${tokens.join(", ")}` : ""}`;
}

/** A whole screen, drawn anew. */
export function screenOf(window: LiveWindow, { columns, rows, colour }: Screen): string {
  const dim = (text: string): string => (colour ? DIM + text + PLAIN : text);
  const room = Math.max(1, rows - 4);
  const shown = window.tokens.slice(0, room);
  const bar = Math.max(4, Math.min(LONGEST_BAR, columns - OTHER_COLUMNS));
  const more = window.heard - shown.length;
  return [
    `${CLEAR_AND_HOME}${clock(window.at)}  ${summary(window)}`.slice(
      0,
      columns + CLEAR_AND_HOME.length,
    ),
    "",
    ...shown.map((token) => rowOf(token, bar, colour)),
    ...(window.heard === 0 ? [dim("no beacon of ours in this second")] : []),
    dim(`${more > 0 ? `and ${more} more; ` : ""}q ends`),
    "",
  ].join("\r\n");
}

const clock = (at: number): string => new Date(at).toISOString().slice(11, 19);

function summary({ adverts, lengthMs, heard }: LiveWindow): string {
  const rate = Math.round((adverts * 1_000) / lengthMs);
  return `${rate} adverts/s, ${heard} ${heard === 1 ? "token" : "tokens"}`;
}

function rowOf({ name, mean, count }: LiveToken, length: number, colour: boolean): string {
  const share = Math.max(0, Math.min(1, (mean - WEAKEST) / (STRONGEST - WEAKEST)));
  const filled = Math.round(share * length);
  const bar = "#".repeat(filled).padEnd(length, ".");
  const level = String(mean).padStart(4);
  return `${name}  ${level} dBm  ${colour ? shade(mean) + bar + PLAIN : bar}  ×${count}`;
}

const shade = (level: number): string => (level >= NEAR ? GREEN : level >= MIDDLE ? YELLOW : RED);
