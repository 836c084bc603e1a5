/**
 * Admin: every use case of staff, with its ports filled in. Who asks has been let in already.
 *
 * Numbers about people come from released aggregates alone: there is no way from here to a count
 * that has no noise.
 */
import {
  type Aggregates,
  type Complaints,
  decodeAggregateAsked,
  decodeComplaintEdit,
  decodeJoinCodeEdit,
  decodeQuietSlots,
  decodeQuietSwitch,
  type InterestId,
  type JoinCodes,
  parseInterestId,
  parseNudgeId,
  parseVenueId,
  parseZoneId,
  type QuietZones,
  type VenueList,
  type ZoneCodes,
  type ZoneId,
} from "@sighej/protocol";
import type { AggregateStore, KeptCell } from "../aggregate-ports.ts";
import { subjectOf } from "../domain/aggregate/cells.ts";
import { errorOf, FEW_BELOW, shownOf, totalOf } from "../domain/aggregate/display.ts";
import { mayEnter, type Staff } from "../domain/staff/access.ts";
import { needsCode } from "../domain/venue.ts";
import type { CodeId } from "../notes-ports.ts";
import type { AnswerStore, Clock } from "../ports.ts";
import { isDisabled, type NotesPorts } from "./notes.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";
import type { Venue } from "./venues.ts";
import { zoneCodesOf } from "./zone-codes.ts";

export type AdminPorts = NotesPorts & {
  readonly answers: Pick<AnswerStore, "complaints" | "handle">;
  /** Undefined where none are kept. */
  readonly aggregates: Pick<AggregateStore, "find"> | undefined;
  readonly clock: Clock;
};

/** Venues, zones and codes are named as the request names them. */
export interface AdminFlows {
  /** Those that `staff` may enter. */
  venues(staff: Staff): Outcome<VenueList>;
  aggregates(venue: string, query: unknown): Promise<Outcome<Aggregates>>;
  complaints(venue: string): Promise<Outcome<Complaints>>;
  handle(venue: string, complaint: string, body: unknown): Promise<Outcome<undefined>>;
  codes(venue: string): Promise<Outcome<JoinCodes>>;
  setCode(venue: string, code: string, body: unknown): Promise<Outcome<undefined>>;
  /** What the screen of a zone shows; `unknown-zone` also where the venue offers no zone codes. */
  zoneCodes(venue: string, zone: string): Outcome<ZoneCodes>;
  quiet(venue: string): Promise<Outcome<QuietZones>>;
  setQuiet(venue: string, zone: string, body: unknown): Promise<Outcome<undefined>>;
  /** The switch of every zone; one that fails half-way may be repeated. */
  setAllQuiet(venue: string, body: unknown): Promise<Outcome<undefined>>;
  setSlots(venue: string, zone: string, body: unknown): Promise<Outcome<undefined>>;
}

export const adminFlows = (ports: AdminPorts): AdminFlows => ({
  venues: (staff) =>
    done({
      venues: [...ports.venues.all.values()]
        .filter(({ setup }) => mayEnter(staff, setup.id))
        .map(({ setup, state, version }) => ({
          ...{ venue: setup.id, name: setup.name, state },
          inFile: version === undefined,
        }))
        .sort((a, b) => a.name.localeCompare(b.name, "en") || (a.venue < b.venue ? -1 : 1)),
    }),
  aggregates: async (text, query) => {
    const venue = venueIn(ports, text);
    return venue.ok ? findAggregates(ports, venue.value, query) : venue;
  },
  complaints: async (text) => {
    const venue = venueIn(ports, text);
    if (!venue.ok) return venue;
    const complaints = await ports.answers.complaints(venue.value.setup.id, ports.clock());
    return done({ complaints: [...complaints] });
  },
  handle: async (text, complaint, body) => {
    const venue = venueIn(ports, text);
    if (!venue.ok) return venue;
    const nudge = parseNudgeId(complaint);
    if (!nudge.ok) return denied({ kind: "unknown-complaint" });
    const edit = decodeComplaintEdit(body);
    if (!edit.ok) return deniedFor(edit.problem);
    const { id } = venue.value.setup;
    return (await ports.answers.handle(id, nudge.value, edit.value.handled))
      ? done(undefined)
      : denied({ kind: "unknown-complaint" });
  },
  codes: async (text) => {
    const venue = venueIn(ports, text);
    return venue.ok ? done(await listCodes(ports, venue.value)) : venue;
  },
  setCode: async (text, codeText, body) => {
    const venue = venueIn(ports, text);
    if (!venue.ok) return venue;
    const { id } = venue.value.setup;
    const code = codeText as CodeId;
    if (!ports.joinCodes(venue.value.setup).has(code)) return denied({ kind: "unknown-code" });
    const edit = decodeJoinCodeEdit(body);
    if (!edit.ok) return deniedFor(edit.problem);
    await ports.notes.setCode(id, code, edit.value.disabled);
    return done(undefined);
  },
  zoneCodes: (text, zoneText) => {
    const at = zoneIn(ports, text, zoneText);
    if (!at.ok) return at;
    const { venue, zone } = at.value;
    const codes = zoneCodesOf(ports.venues, venue.setup.id, zone, ports.clock());
    return codes === undefined ? denied({ kind: "unknown-zone" }) : done({ zone, ...codes });
  },
  quiet: async (text) => {
    const venue = venueIn(ports, text);
    return venue.ok ? done(await listQuiet(ports, venue.value)) : venue;
  },
  setQuiet: async (text, zoneText, body) => {
    const at = zoneIn(ports, text, zoneText);
    if (!at.ok) return at;
    const edit = decodeQuietSwitch(body);
    if (!edit.ok) return deniedFor(edit.problem);
    await ports.notes.setQuiet(at.value.venue.setup.id, at.value.zone, edit.value.quiet);
    return done(undefined);
  },
  setAllQuiet: async (text, body) => {
    const venue = venueIn(ports, text);
    if (!venue.ok) return venue;
    const edit = decodeQuietSwitch(body);
    if (!edit.ok) return deniedFor(edit.problem);
    const { id, zones } = venue.value.setup;
    for (const zone of zones) await ports.notes.setQuiet(id, zone.id, edit.value.quiet);
    return done(undefined);
  },
  setSlots: async (text, zoneText, body) => {
    const at = zoneIn(ports, text, zoneText);
    if (!at.ok) return at;
    const edit = decodeQuietSlots(body);
    if (!edit.ok) return deniedFor(edit.problem);
    await ports.notes.setSlots(at.value.venue.setup.id, at.value.zone, edit.value.slots);
    return done(undefined);
  },
});

function venueIn({ venues }: AdminPorts, text: string): Outcome<Venue> {
  const id = parseVenueId(text);
  const venue = id.ok ? venues.all.get(id.value) : undefined;
  return venue === undefined ? denied({ kind: "unknown-venue" }) : done(venue);
}

function zoneIn(
  ports: AdminPorts,
  venueText: string,
  zoneText: string,
): Outcome<{ readonly venue: Venue; readonly zone: ZoneId }> {
  const venue = venueIn(ports, venueText);
  if (!venue.ok) return venue;
  const zone = venue.value.setup.zones.find(({ id }) => id === zoneText)?.id;
  return zone === undefined ? denied({ kind: "unknown-zone" }) : done({ venue: venue.value, zone });
}

async function findAggregates(
  { aggregates }: AdminPorts,
  { setup }: Venue,
  query: unknown,
): Promise<Outcome<Aggregates>> {
  if (aggregates === undefined) return denied({ kind: "no-aggregates" });
  const asked = decodeAggregateAsked(query);
  if (!asked.ok) return deniedFor(asked.problem);
  const { metric, from, until } = asked.value;
  const subject = subjectIn(metric === "interests", asked.value.subject);
  // A zone of an earlier set-up still has its numbers, so any id that could be one is asked for.
  if (!subject.ok) return subject;
  const found = await aggregates.find({
    venue: setup.id,
    ...{ metric, from, until },
    ...(subject.value === undefined ? {} : { subject: subject.value }),
  });
  return done({
    venue: setup.id,
    metric,
    cells: found.cells.map(cellShown),
    total: sumOf(found.cells),
    byTime: groupsOf(found.cells, ({ from, until }) => `${from} ${until}`).map((cells) => ({
      ...{ from: cells[0].from, until: cells[0].until },
      ...sumOf(cells),
    })),
    bySubject: groupsOf(found.cells, ({ cell }) => subjectOf(cell)).map((cells) => ({
      subject: subjectOf(cells[0].cell),
      ...sumOf(cells),
    })),
    more: found.more,
    fewBelow: FEW_BELOW,
  });
}

function sumOf(cells: readonly KeptCell[]): Aggregates["total"] {
  const { value, error } = totalOf(cells);
  return { value: shownOf(value), error };
}

/** Cells that have a key in common, in the order in which keys come. */
function groupsOf(
  cells: readonly KeptCell[],
  keyOf: (cell: KeptCell) => string,
): readonly (readonly [KeptCell, ...KeptCell[]])[] {
  const groups = new Map<string, [KeptCell, ...KeptCell[]]>();
  for (const cell of cells) {
    const group = groups.get(keyOf(cell));
    if (group === undefined) groups.set(keyOf(cell), [cell]);
    else group.push(cell);
  }
  return [...groups.values()];
}

function subjectIn(
  isInterest: boolean,
  text: string | undefined,
): Outcome<ZoneId | InterestId | undefined> {
  if (text === undefined) return done(undefined);
  const subject = isInterest ? parseInterestId(text) : parseZoneId(text);
  return subject.ok
    ? done(subject.value)
    : denied({ kind: "bad-field", detail: `subject: ${subject.problem.detail}` });
}

const cellShown = (kept: KeptCell): Aggregates["cells"][number] => ({
  subject: subjectOf(kept.cell),
  from: kept.from,
  until: kept.until,
  value: shownOf(kept.value),
  error: errorOf(kept),
  clamp: kept.clamp,
  epsilon: kept.epsilonTenths / 10,
});

async function listCodes({ notes, joinCodes }: AdminPorts, { setup }: Venue): Promise<JoinCodes> {
  const noted = await notes.read(setup.id);
  const codes = [...joinCodes(setup)];
  return {
    needed: needsCode(setup),
    codes: codes.map(([id, code]) => ({
      id,
      ending: endingOf(code.code),
      ...(code.batch === undefined ? {} : { batch: code.batch }),
      disabled: isDisabled(noted, id, code),
    })),
  };
}

/** Two characters, and never half of a code or more. */
const endingOf = (code: string): string => {
  const trimmed = code.trim();
  return trimmed.slice(trimmed.length - Math.min(2, Math.floor((trimmed.length - 1) / 2)));
};

async function listQuiet({ notes }: AdminPorts, { setup }: Venue): Promise<QuietZones> {
  const { zones } = await notes.read(setup.id);
  return {
    zones: setup.zones.map(({ id }) => ({
      zone: id,
      quiet: zones.get(id)?.switched ?? false,
      slots: [...(zones.get(id)?.slots ?? [])],
    })),
  };
}
