/**
 * Notes in Redis: one hash a venue. `quiet <zone>` and `code <id>` hold 0 or 1, `slots <zone>` the
 * times of slots, from and until by turns, between blanks.
 */
import { parseZoneId, unixMs, type VenueId, type ZoneId } from "@sighej/protocol";
import type { Redis } from "ioredis";
import type { Slot } from "../../domain/choosing/quiet.ts";
import { MatcherError } from "../../errors.ts";
import type { CodeId, Notes, VenueNotes, ZoneNote } from "../../notes-ports.ts";
import { asked } from "./connection.ts";
import type { Keys } from "./keys.ts";

/** Keys: notes. In one step, so that whoever hears the news reads it. */
const NOTE = `
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('PUBLISH', ARGV[3], ARGV[4])`;

export function redisNotes(client: Redis, keys: Keys): VenueNotes {
  const note = (venue: VenueId, field: string, value: string) =>
    asked(async () => {
      await client.eval(NOTE, 1, keys.notes(venue), field, value, keys.news, `notes ${venue}`);
    });
  return {
    read: (venue) => asked(async () => notesIn(await client.hgetall(keys.notes(venue)))),
    setQuiet: (venue, zone, switched) => note(venue, `quiet ${zone}`, switched ? "1" : "0"),
    setSlots: (venue, zone, slots) =>
      note(venue, `slots ${zone}`, slots.flatMap(({ from, until }) => [from, until]).join(" ")),
    setCode: (venue, code, disabled) => note(venue, `code ${code}`, disabled ? "1" : "0"),
    forget: (venue) => asked(async () => void (await client.del(keys.notes(venue)))),
  };
}

function notesIn(fields: Readonly<Record<string, string>>): Notes {
  const zones = new Map<ZoneId, ZoneNote>();
  const codes = new Map<CodeId, boolean>();
  for (const [field, value] of Object.entries(fields)) {
    const [kind, subject] = field.split(" ");
    if (kind === "code") codes.set(subject as CodeId, value === "1");
    else {
      const zone = parseZoneId(subject);
      if (!zone.ok) throw new MatcherError("store-failed", "a venue's notes cannot be read");
      const told = kind === "quiet" ? { switched: value === "1" } : { slots: slotsIn(value) };
      zones.set(zone.value, { ...zones.get(zone.value), ...told });
    }
  }
  return { zones, codes };
}

function slotsIn(text: string): readonly Slot[] {
  const times = text === "" ? [] : text.split(" ").map(Number);
  if (times.length % 2 > 0 || !times.every((each) => Number.isSafeInteger(each)))
    throw new MatcherError("store-failed", "a venue's slots cannot be read");
  return times.flatMap((from, at) =>
    at % 2 === 0 ? [{ from: unixMs(from), until: unixMs(times[at + 1] ?? from) }] : [],
  );
}
