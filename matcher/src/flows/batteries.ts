/**
 * Batteries: takes what phones tell of badges in their hands, and notes it with the stock when the next
 * hour begins, so that whoever reads the stock does not learn when somebody paired.
 *
 * A reading comes by a badge's bind code and without a session, and is held without a time.
 */
import {
  type Battery,
  decodeBatteryReading,
  hours,
  parseVenueId,
  type StockId,
  type UnixMs,
  type VenueId,
} from "@sighej/protocol";
import { itemHeld } from "../domain/admission.ts";
import { carrierKindOf } from "../domain/stock.ts";
import type { Clock, Report } from "../ports.ts";
import type { StockNotes } from "../stock-ports.ts";
import type { Gate } from "./gate.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";
import type { Venues } from "./venues.ts";

export interface BatteryPorts {
  readonly venues: Pick<Venues, "all" | "live">;
  readonly stockNotes: Pick<StockNotes, "setBatteries">;
  /** Counts wrong codes by address; a right one does not pass either once it is closed. */
  readonly batteryTries: Gate;
  readonly clock: Clock;
  readonly report: Report;
}

export interface Batteries {
  /** `address`: where the request came from; used to count wrong codes alone. */
  tell(venue: string, body: unknown, address: string): Outcome<undefined>;
  /** Lets go of what is told of badges that are no more in the venue's stock. */
  renew(venue: VenueId): void;
  /** Notes what is held if an hour has begun; to be done every second. Never rejects. */
  turn(): Promise<void>;
  /** Notes what is held. Never rejects. */
  finish(): Promise<void>;
}

export function batteriesOf(ports: BatteryPorts): Batteries {
  const { venues, stockNotes, clock, report } = ports;
  /** Of a badge the last reading: no more than a venue has badges. */
  const held = new Map<VenueId, Map<StockId, Battery>>();
  let hour = hourOf(clock());
  let last: Promise<void> = Promise.resolve();

  const renew = (venue: VenueId) => {
    const readings = held.get(venue);
    if (readings === undefined) return;
    const stock = new Set(venues.all.get(venue)?.setup.stock?.map(({ id }) => id));
    for (const id of readings.keys()) if (!stock.has(id)) readings.delete(id);
    if (readings.size === 0) held.delete(venue);
  };

  const noteOne = async (venue: VenueId): Promise<void> => {
    renew(venue);
    const readings = held.get(venue);
    if (readings === undefined) return;
    held.delete(venue);
    // By id: rows would lie in the order in which people paired.
    const sorted = new Map([...readings].toSorted(([a], [b]) => (a < b ? -1 : 1)));
    try {
      await stockNotes.setBatteries(venue, sorted);
    } catch (cause) {
      report("batteries could not be noted", cause);
      // For the next hour; what was told meanwhile is newer.
      held.set(venue, new Map([...readings, ...(held.get(venue) ?? [])]));
      renew(venue);
    }
  };

  /** One after the other, so that the end waits for an hour's notes that are under way. */
  const note = (): Promise<void> => {
    last = last.then(async () => {
      for (const venue of [...held.keys()]) await noteOne(venue);
    });
    return last;
  };

  return {
    tell: (text, body, address) => {
      const told = readingOf(ports, text, body, address);
      if (!told.ok) return told;
      const { venue, id, battery } = told.value;
      const readings = held.get(venue) ?? new Map<StockId, Battery>();
      held.set(venue, readings.set(id, battery));
      return done(undefined);
    },
    renew,
    turn: async () => {
      const now = hourOf(clock());
      if (now === hour) return;
      hour = now;
      await note();
    },
    finish: note,
  };
}

const hourOf = (time: UnixMs): number => Math.floor(time / hours(1));

interface Told {
  readonly venue: VenueId;
  readonly id: StockId;
  readonly battery: Battery;
}

/** An unknown id, a tag and a wrong code look alike. */
function readingOf(
  { venues, batteryTries, clock }: BatteryPorts,
  text: string,
  body: unknown,
  address: string,
): Outcome<Told> {
  const venue = parseVenueId(text);
  const live = venue.ok ? venues.live(venue.value) : undefined;
  if (live === undefined) return denied({ kind: "unknown-venue" });
  const reading = decodeBatteryReading(body);
  if (!reading.ok) return deniedFor(reading.problem);
  const now = clock();
  if (!batteryTries.isOpen(address, now)) return denied({ kind: "too-many-tries" });
  const item = itemHeld(live.floor.plan.stock, reading.value);
  if (item !== undefined && carrierKindOf(item) === "badge")
    return done({ venue: live.setup.id, id: item.id, battery: reading.value.battery });
  batteryTries.passes(address, now);
  return denied({ kind: "bad-code" });
}
