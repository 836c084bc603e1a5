/**
 * Print: what staff ask for as a PDF, under `/api/v1/admin/venue/<venue>/print/…`. Pure.
 */
import * as v from "valibot";
import { check, type NamedSchemas, parsedBy } from "./check.ts";
import type { Decoded } from "./decoded.ts";
import { PRINTED_ID, parseStockId, parseZoneId } from "./ids.ts";
import { JOIN_CODE_MAX_LENGTH } from "./session.ts";

/** A4 and A6 one to the page, labels of 70 by 37 mm by 24 on a sheet of A4. */
export const PAPERS = ["a4", "a6", "label"] as const;
/** Badges of one print, 42 sheets of labels: a hall's stock. */
export const PRINT_BADGES_MAX = 1_000;
const ZONES_MAX = 64;

const paper = v.picklist(PAPERS);
const card = v.picklist(["a4", "a6"]);
const language = v.picklist(["en", "da"]);
const text = (most: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1),
    v.maxLength(most),
    v.regex(/^\P{Cc}*$/u, "one line of text"),
  );
/** Where phones find the venue, if not where staff have. */
const origin = v.pipe(
  v.string(),
  v.maxLength(200),
  v.regex(/^https?:\/\/[^/?#\s"<>]+$/, "such as https://hej.example"),
);
const both = (most: number) => v.strictObject({ en: text(most), da: text(most) });

const posters = v.strictObject({
  paper,
  language,
  /** All of them if absent. */
  zones: v.optional(
    v.pipe(v.array(parsedBy(parseZoneId, "a zone id")), v.minLength(1), v.maxLength(ZONES_MAX)),
  ),
  /** In the QR, for venues that let in by code; whoever sees the poster can then come in. */
  joinCode: v.optional(text(JOIN_CODE_MAX_LENGTH)),
  origin: v.optional(origin),
});

const badges = v.strictObject({
  paper: v.literal("label"),
  /** Printed ids; the whole stock if absent. */
  ids: v.optional(
    v.pipe(
      v.array(parsedBy(parseStockId, PRINTED_ID)),
      v.minLength(1),
      v.maxLength(PRINT_BADGES_MAX),
    ),
  ),
  origin: v.optional(origin),
});

const sign = v.strictObject({
  paper: card,
  /** Who answers for it, and where they are reached. */
  controller: text(120),
  contact: text(160),
  /** In the place of our own words. */
  purpose: v.optional(both(300)),
  kept: v.optional(both(500)),
  optOut: v.optional(both(300)),
  origin: v.optional(origin),
});

const placement = v.strictObject({ language });

export const printSchemas: NamedSchemas = {
  PrintPosters: posters,
  PrintBadges: badges,
  PrintSign: sign,
  PrintPlacement: placement,
};

export type Paper = (typeof PAPERS)[number];
export type PrintLanguage = v.InferOutput<typeof language>;
export type PrintPosters = v.InferOutput<typeof posters>;
export type PrintBadges = v.InferOutput<typeof badges>;
export type PrintSign = v.InferOutput<typeof sign>;
export type PrintPlacement = v.InferOutput<typeof placement>;

export const decodePrintPosters = (body: unknown): Decoded<PrintPosters> => check(posters, body);
export const decodePrintBadges = (body: unknown): Decoded<PrintBadges> => check(badges, body);
export const decodePrintSign = (body: unknown): Decoded<PrintSign> => check(sign, body);
export const decodePrintPlacement = (body: unknown): Decoded<PrintPlacement> =>
  check(placement, body);
