/**
 * Tags: hides the fixed ids of the venue's own tags behind tokens. Pure but for the tokens it holds.
 *
 * A token costs an HMAC (some 10 µs) and a tag advertises several times a second all day, so it is
 * made once an epoch. Ids are of the venue's namespaces alone; a stranger's never gets here.
 */
import {
  epochAt,
  MAX_SIGHTINGS,
  parseTagNamespace,
  type StockNamespaces,
  type StockTagId,
  stockTagToken,
  type TagNamespace,
  type Token,
  type UnixMs,
  type VenueId,
} from "@sighej/protocol";

export interface HiddenTags {
  readonly namespaces: readonly TagNamespace[];
  readonly tokenOf: (tag: StockTagId, now: UnixMs) => Token;
}

/** `stock` is what the venue's configuration says of its tags; the key in it is a secret. */
export function hideTags(stock: StockNamespaces, venue: VenueId): HiddenTags {
  const namespaces = [...stock.ibeacon, ...stock.eddystoneUid].map((text) => {
    const namespace = parseTagNamespace(text);
    if (!namespace.ok) throw new TypeError("a configuration lets namespaces through, and no more");
    return namespace.value;
  });
  const tokens = new Map<string, Token>();
  let epoch = -1;
  return {
    namespaces,
    tokenOf: (tag, now) => {
      const current = epochAt(now);
      // No more than a window can hold: who sends more ids of our namespace than that floods us.
      if (current !== epoch || tokens.size >= MAX_SIGHTINGS) tokens.clear();
      epoch = current;
      const key = String.fromCharCode(...tag);
      const known = tokens.get(key);
      if (known !== undefined) return known;
      const token = stockTagToken(stock.poolKey, venue, current, tag);
      tokens.set(key, token);
      return token;
    },
  };
}
