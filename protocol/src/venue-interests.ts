/**
 * Venue interests: what a venue adds to the shared list: a label and a phrase in both languages. Pure.
 *
 * They travel with what everyone may know of the venue, MAX_OWN_INTERESTS at most, and are shown on
 * phones and lock screens: so they are of letters, digits and a few signs, and every sentence that they
 * may stand in has PHRASE_MAX_LENGTH characters at most. What may not be asked of people is refused
 * (`interests.json`, refused_topics).
 */
import * as v from "valibot";
import list from "../interests.json" with { type: "json" };
import { check, type NamedSchemas, parsedBy } from "./check.ts";
import { type Decoded, decoded, refused } from "./decoded.ts";
import { type InterestId, parseInterestId, type VenueId } from "./ids.ts";
import {
  type Aliases,
  type Interest,
  interestsById,
  type Language,
  type Localised,
  languages,
  type PhraseKind,
} from "./interests.ts";
import { PHRASE_MAX_LENGTH, phraseOf, sentenceOf } from "./phrase.ts";

/** "An organiser may add up to 24 interests" (`interests.json`). */
export const MAX_OWN_INTERESTS = 24;
/** As of the shared list (`interests.json`, limits). */
const LABEL_MAX_LENGTH = list.limits.label_max;
const SLUG_MAX_LENGTH = list.limits.slug_max;
/** Of one, in each language: every phone fetches them, and nobody tries a seventh word. */
export const ALIASES_MAX = 6;
/** The category that they are in. */
export const ownCategory: { readonly id: string; readonly label: Localised } = {
  id: "own",
  label: { en: "At this venue", da: "Her på stedet" },
};
/** Of somebody who may choose it: as usual as most of the shared list. */
const PRIOR_OF_OWN = list.expected_prior.medium;

/** No sign that a page, a template or a spreadsheet could take for anything but text. */
const words = v.pipe(
  v.string(),
  v.maxLength(LABEL_MAX_LENGTH),
  v.regex(
    /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} .,&+'’!?#/()-]*[\p{L}\p{M}\p{N}.!?+#)])?$/u,
    `1 to ${LABEL_MAX_LENGTH} letters, digits and signs of a name`,
  ),
);
const inBoth: v.GenericSchema<unknown, { en: string; da: string }> = v.strictObject({
  en: words,
  da: words,
});
const otherWords = v.pipe(v.array(words), v.maxLength(ALIASES_MAX));
export const phraseKinds = Object.keys(list.phrases) as readonly PhraseKind[];
const draftFields = {
  /** As in a list to choose from. */
  label: inBoth,
  /** As it stands inside a sentence, after the verb. */
  x: inBoth,
  phrase: v.picklist(phraseKinds as [PhraseKind, ...PhraseKind[]]),
  /** Other words that a search finds it by, in either language. */
  aliases: v.optional(v.strictObject({ en: otherWords, da: otherWords })),
};
const draft = v.strictObject(draftFields);
export interface InterestDraft {
  readonly label: Localised;
  readonly x: Localised;
  readonly phrase: PhraseKind;
  readonly aliases?: Aliases | undefined;
}
export interface OwnInterest extends InterestDraft {
  readonly id: InterestId;
}
const ownFields = { id: parsedBy(parseInterestId, "an interest id"), ...draftFields };
const own: v.GenericSchema<unknown, OwnInterest> = v.strictObject(ownFields);
export const ownInterests: v.GenericSchema<unknown, OwnInterest[]> = v.pipe(
  v.array(own),
  v.maxLength(MAX_OWN_INTERESTS),
);

/** An interest of a venue's own, as matching and sentences take it. */
export const interestOf = ({ id, label, x, phrase, aliases }: OwnInterest): Interest => ({
  ...{ id, label, x, phrase, aliases },
  ...{ category: ownCategory.id, prior: PRIOR_OF_OWN, related: [] },
});

/** Every interest of the shared list, and these. */
export const interestsWith = (
  all: readonly OwnInterest[] = [],
): ReadonlyMap<InterestId, Interest> =>
  all.length === 0
    ? interestsById
    : new Map([...interestsById, ...all.map((each) => [each.id, interestOf(each)] as const)]);

/** The id of what is called so at a venue: of its English label, in the venue's own namespace. */
export function ownInterestId(venue: VenueId, label: Localised): Decoded<InterestId> {
  const slug = label.en
    .toLowerCase()
    .replaceAll("æ", "ae")
    .replaceAll("ø", "oe")
    .replaceAll("å", "aa")
    .normalize("NFD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, SLUG_MAX_LENGTH)
    .replace(/-+$/, "");
  const id = parseInterestId(`v:${venue.slice(0, 8)}:${slug}`);
  return id.ok ? id : refused("bad-field", "label.en: expected a letter or digit of English");
}

/** Sentences that somebody may read, in one language: alone, of a group, and with another one. */
export const sentencesOf = (interest: Interest, language: Language): readonly string[] => {
  const [other] = [...interestsById.values()].filter(({ phrase }) => phrase !== interest.phrase);
  return [
    phraseOf(interest, undefined, language),
    ...(other === undefined ? [] : [phraseOf(other, interest, language)]),
    sentenceOf({ kind: "group", interest }, language),
  ];
};

/** Whether every sentence that it may stand in fits, beside any of `others`. */
export function fitting(interest: Interest, others: Iterable<Interest>): Decoded<Interest> {
  for (const language of languages)
    for (const other of [...others, undefined])
      for (const sentence of [
        phraseOf(interest, other, language),
        ...(other === undefined ? [] : [phraseOf(other, interest, language)]),
      ])
        if (sentence.length > PHRASE_MAX_LENGTH)
          return refused(
            "bad-field",
            `x.${language}: expected ${sentence.length - PHRASE_MAX_LENGTH} characters fewer, for beside another interest the sentence is longer than ${PHRASE_MAX_LENGTH}`,
          );
  return decoded(interest);
}

/** What no venue may ask of people, and why, as it is shown to staff. A function: phones need none. */
export const refusedTopics = (): { readonly why: string; readonly topics: readonly string[] } =>
  list.refused_topics;

const text = v.string();
const sentences = v.strictObject({ en: v.array(text), da: v.array(text) });
const taxonomy = v.strictObject({
  /** The shared list and the venue's own, in the order shown. */
  entries: v.array(
    v.strictObject({
      id: text,
      category: text,
      label: v.strictObject({ en: text, da: text }),
      aliases: v.optional(v.strictObject({ en: v.array(text), da: v.array(text) })),
      /** Not to be chosen here. */
      hidden: v.boolean(),
      own: v.boolean(),
    }),
  ),
  /** Waiting for a second account. */
  proposed: v.array(
    v.strictObject({
      ...ownFields,
      /** Who proposed it: somebody of the staff. */
      by: text,
      /** Whether it was oneself, who cannot approve it. */
      mine: v.boolean(),
      sentences,
    }),
  ),
  categories: v.array(v.strictObject({ id: text, label: v.strictObject({ en: text, da: text }) })),
  phrases: v.array(text),
  refused: v.strictObject({ why: text, topics: v.array(text) }),
  ownMax: v.number(),
  /** False where the set-up file has the list: it is changed there. */
  editable: v.boolean(),
});
const preview = v.strictObject({ id: text, sentences });
const hiding = v.strictObject({ hidden: v.boolean() });

/** Bodies and answers of staff, for the OpenAPI document. */
export const taxonomySchemas: NamedSchemas = {
  Taxonomy: taxonomy,
  InterestDraft: draft,
  InterestPreview: preview,
  InterestHiding: hiding,
};

export type Taxonomy = v.InferOutput<typeof taxonomy>;
export type InterestPreview = v.InferOutput<typeof preview>;

export const decodeOwnInterests = (json: unknown): Decoded<OwnInterest[]> =>
  check(ownInterests, json);
export const decodeInterestDraft = (body: unknown): Decoded<InterestDraft> => check(draft, body);
export const decodeInterestHiding = (body: unknown) => check(hiding, body);
export const decodeTaxonomy = (body: unknown): Decoded<Taxonomy> => check(taxonomy, body);
export const decodeInterestPreview = (body: unknown): Decoded<InterestPreview> =>
  check(preview, body);
