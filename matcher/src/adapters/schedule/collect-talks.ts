/**
 * Collect talks: takes talks of a file one after the other, those of the time that counts, and as many as
 * a programme may have. Pure but for what it has collected.
 */
import { ROOM_MAX_LENGTH, ROOMS_MAX, type UnixMs, unixMs } from "@sighej/protocol";
import { type Programme, type ScheduleFile, TALKS_MAX, type Talk } from "../../schedule-ports.ts";

/** More than a programme has; nothing that was collected is of use. */
export class TooMany extends Error {}

/** A title on a screen; abstracts are not read at all. */
const TITLE_MAX_LENGTH = 120;
/** A talk that lasts longer is an exhibition: nobody would ever be nudged beside it. */
const LONGEST_MS = 24 * 3_600_000;

export interface Collected {
  add(room: string, from: number, until: number, title: string): void;
  leaveOut(): void;
  programme(): Programme;
}

export function collectTalks({ from: start, until: end }: ScheduleFile): Collected {
  const talks: Talk[] = [];
  const rooms = new Set<string>();
  let leftOut = 0;
  return {
    add: (room, from, until, title) => {
      if (!(until > from) || until - from > LONGEST_MS) {
        leftOut++;
        return;
      }
      if (until <= start || from >= end) return;
      const short = tidy(room, ROOM_MAX_LENGTH);
      rooms.add(short);
      if (talks.length >= TALKS_MAX || rooms.size > ROOMS_MAX) throw new TooMany();
      const times: Record<"from" | "until", UnixMs> = { from: unixMs(from), until: unixMs(until) };
      talks.push({ room: short, ...times, title: tidy(title, TITLE_MAX_LENGTH) });
    },
    leaveOut: () => {
      leftOut++;
    },
    programme: () => ({ talks: talks.toSorted((a, b) => a.from - b.from), leftOut }),
  };
}

const tidy = (text: string, most: number): string =>
  Array.from(text.replace(/[\p{C}\s]+/gu, " ").trim())
    .slice(0, most)
    .join("")
    .trim();
