/**
 * Phrase: turns one or two shared interests into the sentence of a nudge. Pure.
 *
 * English "also" goes before a full verb but after "is"; Danish "også" follows the verb: so every
 * phrase kind carries a plain and an also form in both languages (`interests.json`), and no
 * sentence is built by joining words on. A sentence names at most two interests and nothing else.
 */
import list from "../interests.json" with { type: "json" };
import type { Interest, Language } from "./interests.ts";

/** Nothing else fits a lock screen's second line (`interests.json`, limits). */
export const PHRASE_MAX_LENGTH = list.limits.notification_body_max;

/** "Someone nearby also works with DevOps and enjoys hardstyle." */
export function phraseOf(
  first: Interest,
  second: Interest | undefined,
  language: Language,
): string {
  const opening = clause(first, language, "also");
  if (second === undefined) return fill(list.nudges.one[language], { a: opening });
  if (
    second.phrase === first.phrase &&
    !isCompound(first, language) &&
    !isCompound(second, language)
  )
    return fill(list.nudges.one[language], {
      a: verb(first, language, "also", both(first.x[language], second.x[language], language)),
    });
  return fill(list.nudges.two[language], { a: opening, b: clause(second, language, "plain") });
}

type Form = "also" | "plain";

const clause = (interest: Interest, language: Language, form: Form): string =>
  verb(interest, language, form, interest.x[language]);

function verb({ phrase }: Interest, language: Language, form: Form, x: string): string {
  const kind = list.phrases[phrase];
  const template =
    language === "en"
      ? kind.en[form === "also" ? "s_also" : "s"]
      : kind.da[form === "also" ? "v_also" : "v"];
  return fill(template, { x });
}

const joiner: Readonly<Record<Language, string>> = { en: "and", da: "og" };

const both = (a: string, b: string, language: Language): string => `${a} ${joiner[language]} ${b}`;

const isCompound = ({ x }: Interest, language: Language): boolean =>
  x[language].split(" ").includes(joiner[language]);

const fill = (template: string, parts: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => parts[name] ?? "");
