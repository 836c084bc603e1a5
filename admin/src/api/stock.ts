/**
 * Stock: the badges and tags that a venue lends, and its join codes, as requests.
 */
import {
  decodeExported,
  decodeJoinCodes,
  decodeJoinCodesMade,
  decodeStockImported,
  decodeStockMade,
  decodeStockView,
  type StockState,
  type VenueId,
} from "@sighej/protocol";
import { ask, nothing } from "./ask.ts";

const at = (venue: VenueId) => `/admin/venue/${venue}/stock`;
const codesAt = (venue: VenueId) => `/admin/venue/${venue}/codes`;

export const listStock = (venue: VenueId) => ask({ path: at(venue), decode: decodeStockView });
export const makeBadges = (venue: VenueId, count: number) =>
  ask({ method: "POST", path: at(venue), body: { count }, decode: decodeStockMade });
/** All of the list or nothing; a fault names its line. */
export const importStock = (venue: VenueId, csv: string) =>
  ask({
    ...{ method: "POST", path: `${at(venue)}/import`, body: { csv } },
    decode: decodeStockImported,
  });
export const exportStock = (venue: VenueId) =>
  ask({ path: `${at(venue)}/export`, decode: decodeExported });
export const noteState = (venue: VenueId, id: string, state: StockState) =>
  ask({ method: "PUT", path: `${at(venue)}/${id}`, body: { state }, decode: nothing });
export const removeItem = (venue: VenueId, id: string) =>
  ask({ method: "DELETE", path: `${at(venue)}/${id}`, decode: nothing });

export const listCodes = (venue: VenueId) => ask({ path: codesAt(venue), decode: decodeJoinCodes });
export const makeCodes = (venue: VenueId, body: { count: number; batch: string }) =>
  ask({ method: "POST", path: codesAt(venue), body, decode: decodeJoinCodesMade });
export const setCode = (venue: VenueId, id: string, disabled: boolean) =>
  ask({ method: "PUT", path: `${codesAt(venue)}/${id}`, body: { disabled }, decode: nothing });
