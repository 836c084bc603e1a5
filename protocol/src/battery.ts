/**
 * Battery: the body of `/api/v1/venue/<venue>/battery`, both ways: how full a badge was when a phone
 * paired with it. Pure.
 *
 * It comes without a session: whoever has a badge in hand tells of its battery, and nobody who they are.
 */
import * as v from "valibot";
import { base64urlOf } from "./bytes.ts";
import { parseBindCode } from "./carrier.ts";
import { check, type NamedSchemas, parsedBy } from "./check.ts";
import type { Decoded } from "./decoded.ts";
import { PRINTED_ID, parseStockId } from "./ids.ts";

/** Enough to know which to charge; a percentage would tell one badge of a table from the next. */
export const batteries = ["ok", "low"] as const;
export type Battery = (typeof batteries)[number];

const reading = v.strictObject({
  id: parsedBy(parseStockId, PRINTED_ID),
  code: parsedBy(parseBindCode, "a bind code"),
  battery: v.picklist(batteries),
});

/** The body of this route, for the OpenAPI document. */
export const batterySchemas: NamedSchemas = { BatteryReading: reading };

export type BatteryReading = v.InferOutput<typeof reading>;

export const decodeBatteryReading = (body: unknown): Decoded<BatteryReading> =>
  check(reading, body);

/** The bind code as base64url, as JSON carries it. */
export const encodeBatteryReading = (value: BatteryReading): unknown => ({
  ...value,
  code: base64urlOf(value.code),
});
