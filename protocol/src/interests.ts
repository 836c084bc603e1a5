/**
 * Interests: turns `interests.json` into a list that can be chosen from and looked up. Pure.
 *
 * Ids never change meaning; labels and phrases may be corrected in any release.
 */
import list from "../interests.json" with { type: "json" };
import type { InterestId } from "./ids.ts";

export const languages = ["en", "da"] as const;
export type Language = (typeof languages)[number];
export type Localised = Readonly<Record<Language, string>>;
export type PhraseKind = keyof typeof list.phrases;

/** Other words by which a search finds something; never shown to whoever searches. */
export type Aliases = Readonly<Record<Language, readonly string[]>>;

export interface Interest {
  readonly id: InterestId;
  readonly category: string;
  readonly label: Localised;
  /** How the interest stands inside a sentence, after the verb. */
  readonly x: Localised;
  readonly phrase: PhraseKind;
  /** Share of people expected to choose it, 0 to 1: a guess until measured. */
  readonly prior: number;
  readonly related: readonly InterestId[];
  readonly aliases?: Aliases | undefined;
}

export interface InterestCategory {
  readonly id: string;
  readonly label: Localised;
  readonly interests: readonly Interest[];
}

interface Entry {
  readonly id: string;
  readonly label: Localised;
  readonly x: Localised;
  readonly aliases: Aliases;
  readonly phrase?: string;
  readonly expected: string;
  readonly related?: readonly string[];
}

const priors: Readonly<Record<string, number>> = list.expected_prior;

export const INTERESTS_MIN = list.limits.pick_min;
export const INTERESTS_MAX = list.limits.pick_max;
/** Interests that may be starred: they count for more. */
export const STARS_MAX = list.limits.stars_max;

export const interestCategories: readonly InterestCategory[] = list.categories.map((category) => ({
  id: category.id,
  label: category.label,
  interests: (category.interests as readonly Entry[]).map((entry) => ({
    id: entry.id as InterestId,
    category: category.id,
    label: entry.label,
    x: entry.x,
    aliases: entry.aliases,
    phrase: (entry.phrase ?? category.default_phrase) as PhraseKind,
    prior: priors[entry.expected] ?? 0,
    related: (entry.related ?? []) as readonly InterestId[],
  })),
}));

export const interestsById: ReadonlyMap<InterestId, Interest> = new Map(
  interestCategories.flatMap(({ interests }) => interests.map((each) => [each.id, each] as const)),
);
