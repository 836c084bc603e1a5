/**
 * Choice: interests to choose from, searched and limited. Pure.
 */
import {
  INTERESTS_MAX,
  type Interest,
  type InterestId,
  interestCategories,
  interestsById,
  type Language,
  phraseOf,
} from "@sighej/protocol";

export interface Group {
  readonly id: string;
  readonly label: string;
  readonly interests: readonly { readonly id: InterestId; readonly label: string }[];
}

/** `chosen` with `interest` put in or taken out; a ninth is not put in. */
export function toggled(
  chosen: readonly InterestId[],
  interest: InterestId,
): readonly InterestId[] {
  if (chosen.includes(interest)) return chosen.filter((each) => each !== interest);
  return chosen.length < INTERESTS_MAX ? [...chosen, interest] : chosen;
}

export const sameChoice = (a: readonly InterestId[], b: readonly InterestId[]): boolean =>
  a.length === b.length && a.every((each) => b.includes(each));

/**
 * The offered interests that fit a search, by category, in the order of the shared list. A search
 * fits a label in any language, or a category: then all of it. Ids without a label are left out.
 */
export function groupsOf(
  offered: readonly InterestId[],
  search: string,
  language: Language,
): readonly Group[] {
  const wanted = folded(search);
  const fits = (label: Interest["label"]) =>
    Object.values(label).some((text) => folded(text).includes(wanted));
  return interestCategories
    .map(({ id, label, interests }) => ({
      id,
      label: label[language],
      interests: interests
        .filter((each) => offered.includes(each.id) && (fits(each.label) || fits(label)))
        .map((each) => ({ id: each.id, label: each.label[language] })),
    }))
    .filter(({ interests }) => interests.length > 0);
}

/** Interests as they stand inside a sentence. */
export const listOf = (ids: readonly InterestId[], language: Language): string =>
  ids.map((id) => interestsById.get(id)?.x[language] ?? id).join(", ");

/** What someone could read about a person with these interests; nothing about one without any. */
export function previewOf(chosen: readonly InterestId[], language: Language): string | undefined {
  const [first, second] = chosen.flatMap((id) => interestsById.get(id) ?? []);
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
