/**
 * Memory schedules: the reference implementation of `ScheduleStore`; forgotten with the process.
 */
import { SCHEDULES_MAX, type UnixMs, unixMs } from "@sighej/protocol";
import {
  type KeptSchedule,
  READ_EVERY,
  READING_AT_MOST,
  type ScheduleStore,
} from "../../schedule-ports.ts";

type Entry = KeptSchedule & { readonly dueAt: UnixMs };

export function memorySchedules(): ScheduleStore {
  const entries = new Map<string, Entry>();
  const change = (id: string, to: Partial<Entry>) => {
    const before = entries.get(id);
    if (before !== undefined) entries.set(id, { ...before, ...to });
  };
  const isOf = (venue: string, id: string) => entries.get(id)?.venue === venue;
  return {
    add: async (schedule) => {
      const there = [...entries.values()].filter(({ venue }) => venue === schedule.venue);
      if (there.length >= SCHEDULES_MAX) return "full";
      const unread = { readAt: undefined, triedAt: undefined, fault: undefined };
      const empty = { rooms: [], programme: { talks: [], leftOut: 0 } };
      entries.set(schedule.id, { ...schedule, ...unread, ...empty, dueAt: unixMs(0) });
      return "added";
    },
    list: async (venue) =>
      [...entries.values()]
        .filter((each) => each.venue === venue)
        .map(({ dueAt, ...kept }) => kept),
    remove: async (venue, id) => isOf(venue, id) && entries.delete(id),
    setRooms: async (venue, id, rooms) => {
      if (isOf(venue, id)) change(id, { rooms });
      return isOf(venue, id);
    },
    readSoon: async (venue, id) => {
      if (isOf(venue, id)) change(id, { dueAt: unixMs(0) });
      return isOf(venue, id);
    },
    claim: async (venues, now) => {
      const [due] = [...entries.values()]
        .filter(({ venue, dueAt }) => venues.includes(venue) && dueAt <= now)
        .toSorted((a, b) => a.dueAt - b.dueAt);
      if (due === undefined) return undefined;
      change(due.id, { dueAt: unixMs(now + READING_AT_MOST) });
      const { dueAt, ...kept } = due;
      return kept;
    },
    note: async (id, read, now) => {
      const tried = { triedAt: now, dueAt: unixMs(now + READ_EVERY) };
      if (typeof read === "string") change(id, { ...tried, fault: read });
      else change(id, { ...tried, programme: read, readAt: now, fault: undefined });
    },
  };
}
