/**
 * Schedule ports: programmes of venues, where they are kept, and who reads a file of one. Types and bounds
 * only.
 *
 * Memory and SQL (PGlite, Postgres) pass one contract suite. A store that cannot answer rejects with
 * `MatcherError` "store-failed". What is kept is public, and about no attendee.
 */
import {
  type DurationMs,
  minutes,
  type ScheduleFault,
  seconds,
  type UnixMs,
  type VenueId,
  type ZoneId,
} from "@sighej/protocol";

/** One talk in a room. */
export interface Talk {
  readonly room: string;
  readonly from: UnixMs;
  readonly until: UnixMs;
  readonly title: string;
}

export interface Programme {
  /** By time; at most TALKS_MAX, from yesterday until in a month. */
  readonly talks: readonly Talk[];
  /** Entries of whole days, or called off. */
  readonly leftOut: number;
}

export interface KeptSchedule {
  readonly id: string;
  readonly venue: VenueId;
  readonly url: string;
  readonly timeZone: string;
  readonly rooms: readonly { readonly room: string; readonly zone: ZoneId }[];
  readonly programme: Programme;
  readonly readAt: UnixMs | undefined;
  readonly triedAt: UnixMs | undefined;
  readonly fault: ScheduleFault | undefined;
}

/** A conference of four days with twenty stages. */
export const TALKS_MAX = 2_000;
/** Entries in a file, before those that repeat: ten such conferences. */
export const ENTRIES_MAX = 20_000;
/** A programme of a thousand talks with abstracts is 3 MB. */
export const FILE_MAX_BYTES = 10 * 1024 * 1024;
export const READ_EVERY: DurationMs = minutes(5);
/** Longer than a try may take: what a replica had that died is then another's. */
export const READING_AT_MOST: DurationMs = minutes(1);
/** To work a file out: a large programme takes one. */
export const WORK_AT_MOST: DurationMs = seconds(10);

export interface ScheduleStore {
  add(schedule: Pick<KeptSchedule, "id" | "venue" | "url" | "timeZone">): Promise<"added" | "full">;
  /** In the order in which they were added. */
  list(venue: VenueId): Promise<readonly KeptSchedule[]>;
  /** False when there is none, as for the next two. */
  remove(venue: VenueId, id: string): Promise<boolean>;
  setRooms(venue: VenueId, id: string, rooms: KeptSchedule["rooms"]): Promise<boolean>;
  /** Due at once. */
  readSoon(venue: VenueId, id: string): Promise<boolean>;
  /** Takes one that is due of these venues, which nobody else is then given for a while. */
  claim(venues: readonly VenueId[], now: UnixMs): Promise<KeptSchedule | undefined>;
  /** What was read; or why it could not be, and then what was read before stays. */
  note(id: string, read: Programme | ScheduleFault, now: UnixMs): Promise<void>;
}

export interface ScheduleFile {
  readonly text: string;
  readonly timeZone: string;
  /** Talks that end before it, or begin after, are passed over. */
  readonly from: UnixMs;
  readonly until: UnixMs;
}

/** Works out a file aside, in bounded time and memory. */
export interface ScheduleReader {
  read(file: ScheduleFile): Promise<Programme | ScheduleFault>;
  stop(): Promise<void>;
}
