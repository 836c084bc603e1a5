/**
 * Lost key: turns set-ups whose secrets no key opens into ones with fresh, empty secrets.
 *
 * Such a set-up is served by no matcher, and stops every start. What was sealed is gone with its key;
 * zones, gateways, interests and texts lie open and stay.
 */
import { base64urlOf, CODE_SECRET_BYTES, type VenueId } from "@sighej/protocol";
import type { Random } from "../ports.ts";
import type { Seal } from "../seal-ports.ts";
import type { KeptVenue, VenueStore } from "../venue-ports.ts";
import { fieldsIn, isShut, sealed } from "./sealed-venues.ts";

export interface LostVenue extends Pick<KeptVenue, "id" | "version" | "state"> {
  /** Undefined when not even that can be read. */
  readonly name: string | undefined;
}

export async function lostVenues(under: VenueStore, seal: Seal): Promise<readonly LostVenue[]> {
  const lost: LostVenue[] = [];
  for (const id of (await under.versions()).keys()) {
    const found = await under.find(id);
    if (found === undefined || !isShut(seal, found)) continue;
    const name = fieldsIn(found.setup)?.name;
    const { version, state } = found;
    lost.push({ id, version, state, name: typeof name === "string" ? name : undefined });
  }
  return lost;
}

/**
 * False when somebody has changed it since: what it is then has to be looked at anew.
 *
 * Without its stock a venue has nothing that a pool key hides. Nobody knows any more whether codes
 * were asked for at its doors; where the set-up does not say, they are from then on: a venue whose
 * doors were shut is not opened to everybody by a lost key.
 */
export async function renewVenue(
  under: VenueStore,
  { seal, random }: { readonly seal: Seal; readonly random: Random },
  { id, version }: Pick<LostVenue, "id" | "version">,
): Promise<boolean> {
  const found = await under.find(id);
  if (found?.version !== version) return false;
  const { sealed: _lost, ...open } = fieldsIn(found.setup) ?? {};
  const codeSecret = base64urlOf(random(CODE_SECRET_BYTES));
  const setup = JSON.stringify({ needsCode: true, ...open, codeSecret });
  return (await under.edit(id, version, { setup: sealed(seal, id, setup) })) === "edited";
}

/** Those among `lost` that are meant; undefined when one that is named is not among them. */
export const meant = (
  lost: readonly LostVenue[],
  which: VenueId | "all",
): readonly LostVenue[] | undefined => {
  if (which === "all") return lost;
  const one = lost.filter(({ id }) => id === which);
  return one.length === 0 ? undefined : one;
};
