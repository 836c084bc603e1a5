/**
 * Carrier: the bodies of `/api/v1/session/carrier`, both ways, and what a session may be told of what
 * it holds. Pure.
 *
 * A badge or tag is bound by what its QR holds: the printed id and the bind code, which nobody can
 * guess. A zone code is bound by six digits; a check-in reaches the matcher by a gateway instead.
 */
import * as v from "valibot";
import { BIND_CODE_BYTES } from "./bind-code.ts";
import { base64urlOf, decodeBase64url } from "./bytes.ts";
import { check, type NamedSchemas, parsedBy } from "./check.ts";
import { type Decoded, decoded, refused } from "./decoded.ts";
import { PRINTED_ID, parseStockId, parseZoneId, type StockId } from "./ids.ts";
import { unixMs } from "./units.ts";

/** What a session may hold besides its own beacon key, at most one of each. */
export const carrierKinds = ["badge", "stock-tag", "check-in", "zone-code"] as const;
export type CarrierKind = (typeof carrierKinds)[number];
/** Those of the venue's stock, which have an id and a bind code. */
export type StockKind = Extract<CarrierKind, "badge" | "stock-tag">;

/** What says that somebody holds a thing of the stock in their hands. */
export interface StockCode {
  readonly id: StockId;
  /** 16 bytes. */
  readonly code: Uint8Array;
}

/** `<printed id>.<bind code, base64url>`, as in a QR and as a join code. */
export const stockCodeText = ({ id, code }: StockCode): string => `${id}.${base64urlOf(code)}`;

export function parseStockCode(text: string): Decoded<StockCode> {
  const [idText, codeText, ...rest] = text.split(".");
  const id = parseStockId(idText);
  const code = parseBindCode(codeText);
  if (!id.ok) return id;
  if (!code.ok || rest.length > 0) return refused("bad-field", "expected an id and a bind code");
  return decoded({ id: id.value, code: code.value });
}

export function parseBindCode(text: unknown): Decoded<Uint8Array> {
  const bytes = typeof text === "string" ? decodeBase64url(text) : undefined;
  return bytes?.ok && bytes.value.length === BIND_CODE_BYTES
    ? bytes
    : refused("bad-field", "expected a bind code: 16 bytes as base64url");
}

const stockId = parsedBy(parseStockId, PRINTED_ID);
const zone = parsedBy(parseZoneId, "a zone id");
const stockFields = { id: stockId, code: parsedBy(parseBindCode, "a bind code") };

const binding = v.variant("kind", [
  v.strictObject({ kind: v.literal("badge"), ...stockFields }),
  v.strictObject({ kind: v.literal("stock-tag"), ...stockFields }),
  v.strictObject({
    kind: v.literal("zone-code"),
    code: v.pipe(v.string(), v.regex(/^\d{6}$/, "six digits")),
    /** Where the code was read, as the QR of a screen says. */
    zone: v.optional(zone),
  }),
]);

const until = v.pipe(v.number(), v.integer(), v.minValue(0), v.transform(unixMs));

/** One carrier of a session, in its view. `until`: when it ends by itself, Unix ms. */
export const heldCarrier = v.variant("kind", [
  v.object({ kind: v.literal("badge"), id: stockId, until }),
  v.object({ kind: v.literal("stock-tag"), id: stockId, until }),
  v.object({ kind: v.literal("check-in"), zone, until }),
  v.object({ kind: v.literal("zone-code"), zone, until }),
]);

/** The body of this route, for the OpenAPI document. */
export const carrierSchemas: NamedSchemas = { CarrierBinding: binding };

export type CarrierBinding = v.InferOutput<typeof binding>;
export type HeldCarrier = v.InferOutput<typeof heldCarrier>;

export const decodeCarrierBinding = (body: unknown): Decoded<CarrierBinding> =>
  check(binding, body);

/** The bind code as base64url, as JSON carries it. */
export const encodeCarrierBinding = (value: CarrierBinding): unknown =>
  value.kind === "zone-code" ? value : { ...value, code: base64urlOf(value.code) };
