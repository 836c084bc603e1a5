/**
 * Registry: brings the venues of this process in line with the store: those that staff have made,
 * changed, archived or deleted, here or on another replica.
 *
 * A changed set-up takes the old one's place while people are there: their sessions stay, and where
 * they are has to be heard again. When a venue is over every replica ends what it finds there, so
 * that a session that another one let in meanwhile goes with the rest.
 */
import type { VenueId } from "@sighej/protocol";
import type { Count, LiveHub, Report, SessionStore } from "../ports.ts";
import type { KeptVenue, VenueStore } from "../venue-ports.ts";
import { parseVenueSetup } from "../venue-setup.ts";
import { applyNotes, type NotesPorts } from "./notes.ts";
import { type RefreshPorts, refreshVenue } from "./refresh.ts";
import type { Venues } from "./venues.ts";

export type RegistryPorts = NotesPorts &
  RefreshPorts & {
    readonly kept: VenueStore;
    readonly venues: Venues;
    readonly sessions: SessionStore;
    readonly hub: LiveHub;
    /** What else is made from a set-up, and has to be made again. */
    readonly renew: (venue: VenueId) => Promise<void>;
    readonly count: Count;
    readonly report: Report;
  };

export interface Registry {
  /**
   * Reads what has changed in the store since the last time; rejects when it cannot, and whatever was
   * not followed through is tried again the next time.
   */
  follow(): Promise<void>;
  /** Is called after every change; one listener at a time. */
  onChange(listener: () => void): void;
}

const TWICE = "a stored venue has the id of one in the set-up file, which goes before it";
const UNREADABLE = "a stored venue cannot be read by this version: it stays as it was";

export function registryOf(ports: RegistryPorts): Registry {
  const { kept, venues, report, count } = ports;
  const inFile = new Set(venues.all.keys());
  const followed = new Map<VenueId, number>();
  let listener: () => void = () => {};
  let last: Promise<void> = Promise.resolve();

  const take = async (id: VenueId, found: KeptVenue): Promise<void> => {
    const json: unknown = JSON.parse(found.setup);
    const setup = parseVenueSetup(json, found.state !== "live");
    if (!setup.ok || setup.value.id !== id) {
      count("venue-unreadable");
      report(UNREADABLE, undefined);
      return;
    }
    const { state, version } = found;
    venues.put({ setup: setup.value, state, version });
    await ports.renew(id);
    if (state === "live") {
      await applyNotes(ports, id);
      await refreshVenue(ports, id);
    } else await endAll(ports, id);
  };

  const followOnce = async (): Promise<void> => {
    const versions = await kept.versions();
    let changed = false;
    for (const [id, version] of versions) {
      if (followed.get(id) === version) continue;
      if (inFile.has(id)) report(TWICE, undefined);
      else {
        const found = await kept.find(id);
        if (found === undefined) continue;
        await take(id, found);
        changed = true;
      }
      followed.set(id, version);
    }
    for (const id of [...followed.keys()].filter((each) => !versions.has(each))) {
      await endAll(ports, id);
      venues.drop(id);
      await ports.renew(id);
      followed.delete(id);
      changed = true;
    }
    if (changed) listener();
  };

  return {
    // One after the other: what was asked for first is followed first.
    follow: () => {
      last = last.catch(() => {}).then(followOnce);
      return last;
    },
    onChange: (next) => {
      listener = next;
    },
  };
}

/** Everybody who is in a venue is told that it is over, and nothing of them is left. */
async function endAll({ venues, sessions, hub }: RegistryPorts, venue: VenueId): Promise<void> {
  const listed = (await sessions.list(venue)).map(({ id }) => id);
  const here = [...hub.connected()].filter((each) => each.venue === venue);
  for (const id of new Set([...listed, ...here.map(({ session }) => session)])) {
    venues.tell(venue, { kind: "session-gone", session: id });
    await sessions.remove(venue, id);
    hub.end(id, "stopped");
  }
}
