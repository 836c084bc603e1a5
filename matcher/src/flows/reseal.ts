/**
 * Reseal: at the start, seals by the newest key whatever is not sealed by it: what was kept before there
 * were seals, or by an older key.
 */
import { MatcherError } from "../errors.ts";
import type { KeptSecrets, Seal } from "../seal-ports.ts";
import type { VenueStore } from "../venue-ports.ts";
import { sealedText, unsealedText } from "./sealed-texts.ts";
import { resealVenues } from "./sealed-venues.ts";

/** Everything of a database that lies there sealed, as it lies there. */
export interface Sealed {
  readonly venues: VenueStore;
  readonly secrets: readonly KeptSecrets[];
}

/** Rejects with "wrong-key" when none of the keys opens something; what is damaged stays as it is. */
export async function reseal({ venues, secrets }: Sealed, seal: Seal): Promise<void> {
  const foreign = new Map([["stored venue", await resealVenues(venues, seal)]]);
  for (const each of secrets)
    foreign.set(each.kind, (foreign.get(each.kind) ?? 0) + (await resealSecrets(each, seal)));
  const shut = [...foreign].filter(([, count]) => count > 0);
  if (shut.length === 0) return;
  const what = shut.map(([kind, count]) => `${count} ${kind}(s)`).join(", ");
  throw new MatcherError(
    "wrong-key",
    `SIGHEJ_SETUP_KEY_FILE: the secrets of ${what} were sealed by a key that is not in that file, or not in setup.key of the database's folder where no file is named: put that key back, as a line of its own below the others. If it is lost, \`npm run lost-key\` (on a box /opt/sighej/bin/lost-key) says what is lost with it and makes fresh ones`,
  );
}

/** How many another key has sealed. */
async function resealSecrets(secrets: KeptSecrets, seal: Seal): Promise<number> {
  let foreign = 0;
  for (const secret of await secrets.all()) {
    const unsealed = unsealedText(seal, secrets.kind, secret);
    if (unsealed?.kind === "other-key") foreign++;
    const isPlain = unsealed === undefined;
    if (!isPlain && (unsealed.kind !== "opened" || unsealed.byNewest)) continue;
    const text = isPlain ? secret.text : unsealed.text;
    await secrets.replace(secret, sealedText(seal, secrets.kind, secret.id, text));
  }
  return foreign;
}
