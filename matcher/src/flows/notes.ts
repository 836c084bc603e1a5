/**
 * Notes: brings a venue in line with what staff have set there, on this replica or on another.
 */
import type { VenueId } from "@sighej/protocol";
import { codeKey, type JoinCode } from "../domain/join-code.ts";
import type { VenueSetup } from "../domain/venue.ts";
import type { CodeId, Notes, VenueNotes } from "../notes-ports.ts";
import type { Venues } from "./venues.ts";

/** A venue's join codes by what staff call them. */
export type CodesById = ReadonlyMap<CodeId, JoinCode>;

export interface NotesPorts {
  readonly venues: Venues;
  readonly notes: VenueNotes;
  readonly joinCodes: ReadonlyMap<VenueId, CodesById>;
}

/** Hexadecimal digits of a digest. */
export type Fingerprint = (text: string) => string;

/** 64 bits: among 10,000 codes of a venue no two are ever alike. */
const CODE_ID_DIGITS = 16;

/** Every code of every set-up; made once, as it takes a hash for each. */
export const joinCodesOf = (
  setups: readonly VenueSetup[],
  fingerprint: Fingerprint,
): ReadonlyMap<VenueId, CodesById> =>
  new Map(
    setups.map(({ id, joinCodes = [] }) => [
      id,
      new Map(
        joinCodes.map((each) => {
          const text = fingerprint(`sighej-join-code-v1 ${id} ${codeKey(each.code)}`);
          return [text.slice(0, CODE_ID_DIGITS) as CodeId, each];
        }),
      ),
    ]),
  );

/** What staff have noted of a code, or else what its set-up says. */
export const isDisabled = (notes: Notes, id: CodeId, code: JoinCode): boolean =>
  notes.codes.get(id) ?? code.disabled === true;

/** Tells a floor how quiet its zones are and lets codes in or not. */
export async function applyNotes(ports: NotesPorts, id: VenueId): Promise<void> {
  const venue = ports.venues.all.get(id);
  if (venue === undefined) return;
  const notes = await ports.notes.read(id);
  for (const [zone, told] of notes.zones) ports.venues.tell(id, { kind: "quiet", zone, ...told });
  for (const [codeId, code] of ports.joinCodes.get(id) ?? []) {
    if (isDisabled(notes, codeId, code)) venue.codes?.delete(codeKey(code.code));
    else venue.codes?.add(codeKey(code.code));
  }
}
