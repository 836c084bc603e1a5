/**
 * Venue link: what a QR says: which venue, and what lets in or binds there. Pure.
 *
 *     /v/<venue>#badge=<printed id>.<bind code>       a badge; tag= for a stock tag
 *     /v/<venue>#zone=<zone>.<six digits>&join=<code>  a zone's screen, for 30 s
 *     /v/<venue>#join=<code>                           a ticket
 *
 * The codes stand behind the #, which a browser keeps to itself (RFC 9110 §7.1): no log of a server
 * or a proxy ever holds one. The page takes them out of the address once it has read them.
 */
import { parseStockCode, type StockCode, type StockKind, stockCodeText } from "./carrier.ts";
import { type Decoded, decoded, refused } from "./decoded.ts";
import { parseVenueId, parseZoneId, type VenueId, type ZoneId } from "./ids.ts";
import { JOIN_CODE_MAX_LENGTH } from "./session.ts";

export interface VenueLink {
  readonly venue: VenueId;
  /** A badge or tag that may be bound, and that lets in. */
  readonly stock?: (StockCode & { readonly kind: StockKind }) | undefined;
  /** A zone's screen, and the digits that it showed. */
  readonly zone?: { readonly id: ZoneId; readonly digits: string } | undefined;
  /** 1 to JOIN_CODE_MAX_LENGTH characters. */
  readonly join?: string | undefined;
}

/** Longer than any link of ours with an origin before it; a QR holds 2,953 bytes. */
const MAX_LENGTH = 512;
const stockNames = { badge: "badge", tag: "stock-tag" } as const satisfies Record<
  string,
  StockKind
>;

/** From the path on; the origin is the matcher's own. */
export function encodeVenueLink({ venue, stock, zone, join }: VenueLink): string {
  const fields = [
    ...(stock === undefined
      ? []
      : [`${stock.kind === "badge" ? "badge" : "tag"}=${stockCodeText(stock)}`]),
    ...(zone === undefined ? [] : [`zone=${zone.id}.${zone.digits}`]),
    ...(join === undefined ? [] : [`join=${encodeURIComponent(join)}`]),
  ];
  return fields.length === 0 ? `/v/${venue}` : `/v/${venue}#${fields.join("&")}`;
}

/**
 * A link from its path on, or with an http(s) origin before it, which is the caller's to judge.
 * Fields of a later version are passed over; a known one that is wrong refuses the whole.
 */
export function decodeVenueLink(text: string): Decoded<VenueLink> {
  const parts = /^(?:https?:\/\/[^/?#]+)?\/v\/([^/?#]+)\/?(?:#(.*))?$/.exec(text);
  if (text.length > MAX_LENGTH || parts === null)
    return refused("not-ours", "expected /v/<venue>, and what follows a #");
  const venue = parseVenueId(parts[1]);
  if (!venue.ok) return venue;
  const given = (parts[2] ?? "").split("&").filter((each) => each !== "");
  const fields = new Map(given.map(fieldIn));
  if (fields.size < given.length || (fields.has("badge") && fields.has("tag")))
    return refused("bad-field", "each field of a link once, and one badge or tag");
  const stock = stockIn(fields);
  const zone = zoneIn(fields.get("zone"));
  const join = joinIn(fields.get("join"));
  if (stock?.ok === false) return stock;
  if (zone?.ok === false) return zone;
  if (join?.ok === false) return join;
  return decoded({
    venue: venue.value,
    ...(stock === undefined ? {} : { stock: stock.value }),
    ...(zone === undefined ? {} : { zone: zone.value }),
    ...(join === undefined ? {} : { join: join.value }),
  });
}

/** What a session started by this link gives as its code; undefined when the link lets nobody in. */
export const joinCodeIn = ({ stock, join }: VenueLink): string | undefined =>
  join ?? (stock === undefined ? undefined : stockCodeText(stock));

function fieldIn(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function stockIn(fields: ReadonlyMap<string, string>): Decoded<VenueLink["stock"]> | undefined {
  for (const [name, kind] of Object.entries(stockNames)) {
    const text = fields.get(name);
    if (text === undefined) continue;
    const code = parseStockCode(text);
    return code.ok ? decoded({ kind, ...code.value }) : code;
  }
  return undefined;
}

function zoneIn(text: string | undefined): Decoded<VenueLink["zone"]> | undefined {
  if (text === undefined) return undefined;
  const [idText, digits = "", ...rest] = text.split(".");
  const id = parseZoneId(idText);
  if (!id.ok) return id;
  return /^\d{6}$/.test(digits) && rest.length === 0
    ? decoded({ id: id.value, digits })
    : refused("bad-field", "expected a zone and six digits");
}

function joinIn(text: string | undefined): Decoded<string> | undefined {
  if (text === undefined) return undefined;
  const wrong = refused("bad-field", `expected a code of 1 to ${JOIN_CODE_MAX_LENGTH} characters`);
  try {
    const code = decodeURIComponent(text);
    return code.length > 0 && code.length <= JOIN_CODE_MAX_LENGTH ? decoded(code) : wrong;
  } catch {
    return wrong;
  }
}
