/**
 * Sealed venues: a venue store whose set-ups lie in another one with their secrets sealed.
 *
 * Whoever reads the database, its backups or its disk sees zones, gateways and interests, and none of
 * what lets anybody make a badge's tokens, bind a badge or come in.
 */
import type { VenueId } from "@sighej/protocol";
import type { Seal, Unsealed } from "../seal-ports.ts";
import type { KeptVenue, VenueStore } from "../venue-ports.ts";

/** Of a set-up's fields, those with keys and codes: the badges and tags it lends, and codes of its doors. */
const SECRETS = ["stock", "poolKey", "codeSecret", "joinCodes"] as const;

type Fields = Readonly<Record<string, unknown>>;

/**
 * A set-up that cannot be opened is told as it lies there: nothing takes it for one, and whatever a
 * venue was before it stays.
 */
export const sealedVenues = (under: VenueStore, seal: Seal): VenueStore => ({
  ...under,
  create: (venue) => under.create({ ...venue, setup: sealed(seal, venue.id, venue.setup) }),
  find: async (id) => {
    const found = await under.find(id);
    return found && { ...found, setup: opened(seal, id, found.setup) };
  },
  edit: (id, version, { setup, ...change }) =>
    under.edit(id, version, {
      ...change,
      ...(setup === undefined ? {} : { setup: sealed(seal, id, setup) }),
    }),
});

/**
 * Seals by the newest key whatever is not sealed by it. Answers with how many set-ups another key has
 * sealed, which stay as they are; so does one that is damaged.
 */
export async function resealVenues(under: VenueStore, seal: Seal): Promise<number> {
  let foreign = 0;
  for (const id of (await under.versions()).keys()) {
    const found = await under.find(id);
    if (found === undefined) continue;
    const unsealed = unsealedIn(seal, id, fieldsIn(found.setup));
    if (unsealed?.kind === "other-key") foreign++;
    if (unsealed?.kind === "opened" ? unsealed.byNewest : unsealed !== undefined) continue;
    const setup = sealed(seal, id, opened(seal, id, found.setup));
    // Stale: another replica, or somebody who has changed it, was first and has sealed it as well.
    if (setup !== found.setup) await under.edit(id, found.version, { setup });
  }
  return foreign;
}

/** What the seal is about: it opens in no other venue, and as nothing else of it. */
const aboutOf = (id: VenueId): string => `setup of venue ${id}`;

/** Whether something in it is sealed that does not open. */
export function isShut(seal: Seal, { id, setup }: Pick<KeptVenue, "id" | "setup">): boolean {
  const unsealed = unsealedIn(seal, id, fieldsIn(setup));
  return unsealed !== undefined && unsealed.kind !== "opened";
}

/** The text as it was when it has no secrets. */
export function sealed(seal: Seal, id: VenueId, text: string): string {
  const fields = fieldsIn(text);
  const isSecret = ([name]: readonly [string, unknown]) => SECRETS.some((each) => each === name);
  const secrets = Object.entries(fields ?? {}).filter(isSecret);
  if (fields === undefined || secrets.length === 0) return text;
  const open = Object.entries(fields).filter((each) => !isSecret(each));
  const hidden = seal.close(JSON.stringify(Object.fromEntries(secrets)), aboutOf(id));
  return JSON.stringify({ ...Object.fromEntries(open), sealed: hidden });
}

/** The text as it is when nothing in it is sealed, or it cannot be opened. */
function opened(seal: Seal, id: VenueId, text: string): string {
  const fields = fieldsIn(text);
  const unsealed = unsealedIn(seal, id, fields);
  if (unsealed?.kind !== "opened") return text;
  const { sealed: _hidden, ...open } = fields ?? {};
  return JSON.stringify({ ...open, ...fieldsIn(unsealed.text) });
}

/** Undefined when nothing is sealed. */
function unsealedIn(seal: Seal, id: VenueId, fields: Fields | undefined): Unsealed | undefined {
  const hidden = fields?.sealed;
  return typeof hidden === "string" ? seal.open(hidden, aboutOf(id)) : undefined;
}

/** Undefined when it is not an object. */
export function fieldsIn(text: string): Fields | undefined {
  const json: unknown = JSON.parse(text);
  return typeof json === "object" && json !== null && !Array.isArray(json)
    ? (json as Fields)
    : undefined;
}
