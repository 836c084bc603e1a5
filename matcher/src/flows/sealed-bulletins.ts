/**
 * Sealed bulletins: a bulletin store whose secrets of webhooks lie in another one sealed. Whoever reads
 * the database signs nothing in a venue's name.
 */
import type { BulletinStore } from "../bulletin-ports.ts";
import type { Seal } from "../seal-ports.ts";
import { openedText, sealedText } from "./sealed-texts.ts";

export function sealedBulletins(under: BulletinStore, seal: Seal): BulletinStore {
  const opened = <T extends { readonly secret: string | undefined }>(id: string, from: T): T => ({
    ...from,
    secret: from.secret === undefined ? undefined : openedText(seal, "webhook", id, from.secret),
  });
  return {
    ...under,
    addTarget: (target) => {
      const { id, secret } = target;
      return under.addTarget({
        ...target,
        secret: secret === undefined ? undefined : sealedText(seal, "webhook", id, secret),
      });
    },
    targets: async (venue) => (await under.targets(venue)).map((each) => opened(each.id, each)),
    claim: async (now, most) =>
      (await under.claim(now, most)).map((due) => ({ ...due, to: opened(due.target, due.to) })),
  };
}
