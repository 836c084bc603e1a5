/**
 * Stock set-up: turns the operator's list of beacons that a venue lends into checked items. Pure.
 *
 * Faults name the place and what is expected there, never a value: nearly all of them are secrets.
 */
import {
  BIND_CODE_BYTES,
  type Decoded,
  decodeBase64url,
  decodeFixedId,
  hexOf,
  MAX_EID_CLOCK,
  parseBeaconKey,
  parseIdentityKey,
  parseStockId,
  type StockTagId,
  unixMs,
} from "@sighej/protocol";
import type { StockItem } from "./domain/stock.ts";

/** One each for all that a venue can have in (20,000) would be more than anybody stocks. */
export const MAX_STOCK = 5_000;
/** More than these are not read one by one: the list as a whole is of another kind. */
const MAX_FAULTS = 10;
/** Unix s, to the end of u32. */
const MAX_TIME = 0xffff_ffff;

const expected = {
  badge: "expected { id, kind: badge, key, bindCode, clockSetAt? }",
  "eddystone-eid":
    "expected { id, kind: eddystone-eid, identityKey, clock, clockSetAt, bindCode }, times in s",
  static:
    "expected { id, kind: static, bindCode, beacon: { form: ibeacon, uuid, major, minor } or { form: eddystone-uid, namespace, instance } }",
  any: "expected kind: badge, eddystone-eid or static",
};

/** The items of a list that may be left out; undefined when `fault` has been told of any. */
export function parseStock(
  json: unknown,
  fault: (text: string) => void,
): readonly StockItem[] | undefined {
  if (json === undefined) return [];
  if (!Array.isArray(json) || json.length > MAX_STOCK) {
    fault(`stock: expected up to ${MAX_STOCK} beacons`);
    return undefined;
  }
  const ids = new Set<string>();
  const secrets = new Set<string>();
  const items: StockItem[] = [];
  let faults = 0;
  for (const [at, each] of json.entries()) {
    const item = parseStockItem(each);
    const text = typeof item === "string" ? item : repeated(item, ids, secrets);
    if (text !== undefined && ++faults <= MAX_FAULTS) fault(`stock ${at + 1}: ${text}`);
    if (typeof item !== "string") items.push(item);
  }
  if (faults > MAX_FAULTS) fault(`stock: ${faults - MAX_FAULTS} more like these`);
  return faults === 0 ? items : undefined;
}

/** An item, or what was expected in its place. */
export function parseStockItem(json: unknown): StockItem | string {
  const fields = fieldsOf(json);
  const { kind } = fields;
  if (kind !== "badge" && kind !== "eddystone-eid" && kind !== "static") return expected.any;
  const id = parseStockId(fields.id);
  // The one field that people copy from paper.
  if (!id.ok) return id.problem.detail;
  const bindCode = bindCodeIn(fields.bindCode);
  const clockSetAt = wholeNumber(fields.clockSetAt, MAX_TIME);
  if (kind === "badge") {
    const key = parseBeaconKey(fields.key);
    const known = fields.clockSetAt === undefined || clockSetAt !== undefined;
    if (!key.ok || bindCode === undefined || !known) return expected.badge;
    const set = clockSetAt === undefined ? {} : { clockSetAt: unixMs(clockSetAt * 1_000) };
    return { id: id.value, kind, key: key.value, bindCode, ...set };
  }
  if (kind === "eddystone-eid") {
    const identityKey = parseIdentityKey(fields.identityKey);
    // Half of what the clock can count leaves it 68 years.
    const clock = wholeNumber(fields.clock, Math.floor(MAX_EID_CLOCK / 2));
    if (!identityKey.ok || bindCode === undefined) return expected["eddystone-eid"];
    if (clock === undefined || clockSetAt === undefined) return expected["eddystone-eid"];
    const set = { clock, clockSetAt: unixMs(clockSetAt * 1_000) };
    return {
      id: id.value,
      kind,
      identityKey: identityKey.value,
      bindCode,
      ...set,
    };
  }
  const tag = tagIn(fieldsOf(fields.beacon));
  if (tag?.ok !== true || bindCode === undefined) return expected.static;
  return { id: id.value, kind, tag: tag.value, bindCode };
}

/** What is there already, of the two things of which nothing may be there twice. */
function repeated(item: StockItem, ids: Set<string>, secrets: Set<string>): string | undefined {
  const secret = secretTextOf(item);
  if (ids.has(item.id)) return "expected each printed id once";
  if (secrets.has(secret)) return "expected each key, and each id on the air, once";
  ids.add(item.id);
  secrets.add(secret);
  return undefined;
}

/** What no two beacons of a stock may have in common, as hexadecimal digits. */
export const secretTextOf = (item: StockItem): string => hexOf(secretOf(item));

function secretOf(item: StockItem): Uint8Array {
  switch (item.kind) {
    case "badge":
      return item.key;
    case "eddystone-eid":
      return item.identityKey;
    case "static":
      return item.tag;
  }
}

function bindCodeIn(json: unknown): Uint8Array | undefined {
  const bytes = typeof json === "string" ? decodeBase64url(json) : undefined;
  return bytes?.ok && bytes.value.length === BIND_CODE_BYTES ? bytes.value : undefined;
}

function tagIn({ form, ...id }: Fields): Decoded<StockTagId> | undefined {
  const { uuid, major, minor, namespace, instance } = id;
  if (form === "ibeacon" && typeof uuid === "string")
    return decodeFixedId({ form, uuid, major: numberIn(major), minor: numberIn(minor) });
  if (form === "eddystone-uid" && typeof namespace === "string" && typeof instance === "string")
    return decodeFixedId({ form, namespace, instance });
  return undefined;
}

const wholeNumber = (json: unknown, most: number): number | undefined =>
  typeof json === "number" && Number.isInteger(json) && json >= 0 && json <= most
    ? json
    : undefined;

/** A number as it is; what is not one is refused as an id that cannot be. */
const numberIn = (json: unknown): number => (typeof json === "number" ? json : Number.NaN);

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (json: unknown): Fields =>
  typeof json === "object" && json !== null && !Array.isArray(json) ? (json as Fields) : {};
