/**
 * Notes: brings a venue in line with what staff have set there, on this replica or on another.
 */
import type { VenueId, ZoneId } from "@sighej/protocol";
import type { Slot } from "../domain/choosing/quiet.ts";
import { codeKey, type JoinCode } from "../domain/join-code.ts";
import type { VenueSetup } from "../domain/venue.ts";
import type { CodeId, Notes, VenueNotes } from "../notes-ports.ts";
import type { StockNotes } from "../stock-ports.ts";
import { applyStock } from "./lost.ts";
import type { Venues } from "./venues.ts";

/** A venue's join codes by what staff call them. */
type CodesById = ReadonlyMap<CodeId, JoinCode>;
export type JoinCodesOf = (setup: VenueSetup) => CodesById;

export interface NotesPorts {
  readonly venues: Venues;
  readonly notes: VenueNotes;
  readonly joinCodes: JoinCodesOf;
  readonly stockNotes: StockNotes;
  /** Quiet times that came from programmes; what staff have set by hand stays apart. */
  readonly importedSlots: (id: VenueId) => Promise<ReadonlyMap<ZoneId, readonly Slot[]>>;
}

/** Hexadecimal digits of a digest. */
export type Fingerprint = (text: string) => string;

/** 64 bits: among 10,000 codes of a venue no two are ever alike. */
const CODE_ID_DIGITS = 16;

/** The codes of a set-up; made once for each, as it takes a hash for every code. */
export function joinCodesOf(fingerprint: Fingerprint): JoinCodesOf {
  const made = new WeakMap<VenueSetup, CodesById>();
  return (setup) => {
    const codes = made.get(setup) ?? codesIn(setup, fingerprint);
    made.set(setup, codes);
    return codes;
  };
}

const codesIn = ({ id, joinCodes = [] }: VenueSetup, fingerprint: Fingerprint): CodesById =>
  new Map(
    joinCodes.map((each) => {
      const text = fingerprint(`sighej-join-code-v1 ${id} ${codeKey(each.code)}`);
      return [text.slice(0, CODE_ID_DIGITS) as CodeId, each];
    }),
  );

/** What staff have noted of a code, or else what its set-up says. */
export const isDisabled = (notes: Notes, id: CodeId, code: JoinCode): boolean =>
  notes.codes.get(id) ?? code.disabled === true;

/** Tells a floor how quiet its zones are and what is lost, and lets codes in or not. */
export async function applyNotes(ports: NotesPorts, id: VenueId): Promise<void> {
  const venue = ports.venues.all.get(id);
  if (venue === undefined) return;
  await applyStock(ports, venue);
  const notes = await ports.notes.read(id);
  const imported = await ports.importedSlots(id);
  for (const { id: zone } of venue.setup.zones) {
    const { switched, slots = [] } = notes.zones.get(zone) ?? {};
    const all = [...slots, ...(imported.get(zone) ?? [])];
    ports.venues.tell(id, { kind: "quiet", zone, switched, slots: all });
  }
  for (const [codeId, code] of ports.joinCodes(venue.setup)) {
    if (isDisabled(notes, codeId, code)) venue.codes?.delete(codeKey(code.code));
    else venue.codes?.add(codeKey(code.code));
  }
}
