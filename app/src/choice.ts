/**
 * Choice: interests to choose from, searched, starred and limited. Pure.
 */
import {
  INTERESTS_MAX,
  type InterestId,
  interestCategories,
  interestOf,
  interestsWith,
  type Language,
  type OwnInterest,
  ownCategory,
  phraseOf,
  STARS_MAX,
} from "@sighej/protocol";

/** What someone is matched by; every star is among the interests. */
export interface Choice {
  readonly interests: readonly InterestId[];
  readonly stars: readonly InterestId[];
}

export const noChoice: Choice = { interests: [], stars: [] };

/** What a venue lets one choose from. */
export interface Listed {
  readonly interests: readonly InterestId[];
  /** Those of them that are in no shared list. */
  readonly ownInterests?: readonly OwnInterest[] | undefined;
}
type Own = Pick<Listed, "ownInterests">;

export interface Group {
  readonly id: string;
  readonly label: string;
  readonly interests: readonly { readonly id: InterestId; readonly label: string }[];
}

/** With `interest` put in or taken out, its star with it; a ninth is not put in. */
export function toggled(choice: Choice, interest: InterestId): Choice {
  const { interests, stars } = choice;
  if (interests.includes(interest))
    return { interests: without(interests, interest), stars: without(stars, interest) };
  return interests.length < INTERESTS_MAX ? { interests: [...interests, interest], stars } : choice;
}

/** With a star put on a chosen interest or taken off; a third is not put on. */
export function starred(choice: Choice, interest: InterestId): Choice {
  const { interests, stars } = choice;
  if (stars.includes(interest)) return { interests, stars: without(stars, interest) };
  return interests.includes(interest) && stars.length < STARS_MAX
    ? { interests, stars: [...stars, interest] }
    : choice;
}

export const sameChoice = (a: Choice, b: Choice): boolean =>
  sameIds(a.interests, b.interests) && sameIds(a.stars, b.stars);

const sameIds = (a: readonly InterestId[], b: readonly InterestId[]): boolean =>
  a.length === b.length && a.every((each) => b.includes(each));

const without = (ids: readonly InterestId[], id: InterestId): readonly InterestId[] =>
  ids.filter((each) => each !== id);

/**
 * The offered interests that fit a search, by category, in the order of the shared list. A search
 * fits a label or its form inside a sentence, or another word for it, in any language, or a category:
 * then all of it. Those of the venue's own come first. Ids without a label are left out.
 */
export function groupsOf(
  { interests: offered, ownInterests = [] }: Listed,
  search: string,
  language: Language,
): readonly Group[] {
  const wanted = folded(search);
  const fits = (words: Readonly<Record<string, string | readonly string[]>>) =>
    Object.values(words)
      .flat()
      .some((text) => folded(text).includes(wanted));
  const own = { ...ownCategory, interests: ownInterests.map(interestOf) };
  return [own, ...interestCategories]
    .map(({ id, label, interests }) => ({
      id,
      label: label[language],
      interests: interests
        .filter((each) => offered.includes(each.id))
        .filter((each) => [each.label, each.x, each.aliases ?? {}, label].some(fits))
        .map((each) => ({ id: each.id, label: each.label[language] })),
    }))
    .filter(({ interests }) => interests.length > 0);
}

export const labelOf = (id: InterestId, language: Language, { ownInterests }: Own): string =>
  interestsWith(ownInterests).get(id)?.label[language] ?? id;

/** Interests as they stand inside a sentence, starred ones with their star. */
export function listOf(
  { interests, stars }: Choice,
  language: Language,
  { ownInterests }: Own,
): string {
  const all = interestsWith(ownInterests);
  return interests
    .map((id) => `${all.get(id)?.x[language] ?? id}${stars.includes(id) ? " ★" : ""}`)
    .join(", ");
}

/** What someone could read about a person: stars first; nothing about one without interests. */
export function previewOf(
  { interests, stars }: Choice,
  language: Language,
  { ownInterests }: Own,
): string | undefined {
  const ids = [...stars, ...interests.filter((each) => !stars.includes(each))];
  const [first, second] = ids.flatMap((id) => interestsWith(ownInterests).get(id) ?? []);
  return first && phraseOf(first, second, language);
}

/** Case, accents and the spelling of æ, ø and å do not matter to a search. */
const folded = (text: string): string =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}|[\s-]+/gu, "")
    .replaceAll("æ", "ae")
    .replaceAll("ø", "o")
    .trim();
