/**
 * Lost key: finds what no key opens, and turns it into what can be used again: set-ups with fresh, empty
 * secrets, accounts without a second factor, venues without a webhook.
 *
 * A set-up like that is served by no matcher, and any of them stops every start. What was sealed is gone
 * with its key; zones, gateways, interests and texts lie open and stay.
 */
import { base64urlOf, CODE_SECRET_BYTES, type VenueId } from "@sighej/protocol";
import type { Random } from "../ports.ts";
import type { KeptSecret, KeptSecrets, Seal } from "../seal-ports.ts";
import type { KeptVenue, VenueStore } from "../venue-ports.ts";
import type { Sealed } from "./reseal.ts";
import { unsealedText } from "./sealed-texts.ts";
import { fieldsIn, isShut, sealed } from "./sealed-venues.ts";

interface LostVenue extends Pick<KeptVenue, "id" | "version" | "state"> {
  readonly kind: "set-up";
  /** Undefined when not even that can be read. */
  readonly name: string | undefined;
}
interface LostSecret {
  readonly kind: KeptSecrets["kind"];
  readonly secret: KeptSecret;
  readonly among: KeptSecrets;
}
export type Lost = LostVenue | LostSecret;

export async function lostIn({ venues, secrets }: Sealed, seal: Seal): Promise<readonly Lost[]> {
  const lost: Lost[] = [];
  for (const id of (await venues.versions()).keys()) {
    const found = await venues.find(id);
    if (found === undefined || !isShut(seal, found)) continue;
    const name = fieldsIn(found.setup)?.name;
    const { version, state } = found;
    lost.push({
      ...{ kind: "set-up", id, version, state },
      name: typeof name === "string" ? name : undefined,
    });
  }
  for (const among of secrets)
    for (const secret of await among.all()) {
      const unsealed = unsealedText(seal, among.kind, secret);
      if (unsealed !== undefined && unsealed.kind !== "opened")
        lost.push({ kind: among.kind, secret, among });
    }
  return lost;
}

/** Whose it is; undefined of what is no venue's. */
export const venueOf = (lost: Lost): VenueId | undefined =>
  lost.kind === "set-up" ? lost.id : lost.secret.venue;

/** False when somebody has changed it since: what it is then has to be looked at anew. */
export const renew = (
  venues: VenueStore,
  ports: { readonly seal: Seal; readonly random: Random },
  lost: Lost,
): Promise<boolean> =>
  lost.kind === "set-up" ? renewVenue(venues, ports, lost) : lost.among.remove(lost.secret);

/**
 * Without its stock a venue has nothing that a pool key hides. Nobody knows any more whether codes
 * were asked for at its doors; where the set-up does not say, they are from then on: a venue whose
 * doors were shut is not opened to everybody by a lost key.
 */
async function renewVenue(
  venues: VenueStore,
  { seal, random }: { readonly seal: Seal; readonly random: Random },
  { id, version }: LostVenue,
): Promise<boolean> {
  const found = await venues.find(id);
  if (found?.version !== version) return false;
  const { sealed: _lost, ...open } = fieldsIn(found.setup) ?? {};
  const codeSecret = base64urlOf(random(CODE_SECRET_BYTES));
  const setup = JSON.stringify({ needsCode: true, ...open, codeSecret });
  return (await venues.edit(id, version, { setup: sealed(seal, id, setup) })) === "edited";
}
