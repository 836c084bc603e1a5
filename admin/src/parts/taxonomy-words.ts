/**
 * Taxonomy words: what a venue may not ask of people, and how an interest stands in a sentence, in words.
 */
import type { PhraseKind, Taxonomy } from "@sighej/protocol";
import * as m from "../paraglide/messages.js";
import type { Trouble } from "../trouble.ts";

/** In the order in which the matcher tells topics. */
export const refusedTopicTexts = [
  m.refused_health,
  m.refused_belief,
  m.refused_politics,
  m.refused_sexuality,
  m.refused_origin,
  m.refused_family,
  m.refused_money,
  m.refused_drugs,
  m.refused_names,
] as const;

/** Which of the topics an entry was refused for; undefined where it was something else. */
export function refusedTopic({ kind, detail }: Trouble, { refused }: Taxonomy): string | undefined {
  if (kind !== "refused-topic" || detail === undefined) return undefined;
  const at = refused.topics.findIndex((topic) => detail.startsWith(topic));
  return refusedTopicTexts[at]?.() ?? detail;
}

export const phraseText = (phrase: PhraseKind): string =>
  ({
    works_with: m.phrase_works_with,
    enjoys: m.phrase_enjoys,
    is_into: m.phrase_is_into,
    plays: m.phrase_plays,
    makes: m.phrase_makes,
    talks_about: m.phrase_talks_about,
    learning: m.phrase_learning,
  })[phrase]();
