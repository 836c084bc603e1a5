/**
 * Phrase: turns what two or more people have in common into the sentence of a nudge. Pure.
 *
 * English "also" goes before a full verb but after "is"; Danish "også" follows the verb: so every
 * phrase kind carries a plain and an also form in both languages (`interests.json`), and no
 * sentence is built by joining words on. A sentence names at most two interests and nothing else.
 */
import list from "../interests.json" with { type: "json" };
import type { RoleId } from "./ids.ts";
import type { Interest, Language } from "./interests.ts";
import { rolesById } from "./roles.ts";

/** Nothing else fits a lock screen's second line (`interests.json`, limits). */
export const PHRASE_MAX_LENGTH = list.limits.notification_body_max;

/** What one person is told about the others of a nudge; two sides may be told different things. */
export type Reason =
  /** Both have chosen these. */
  | { readonly kind: "exact"; readonly first: Interest; readonly second: Interest | undefined }
  /** The other's role completes one's own. */
  | { readonly kind: "role"; readonly role: RoleId; readonly interest: Interest | undefined }
  /** The other has chosen `theirs`, which is close to one's own. */
  | { readonly kind: "related"; readonly theirs: Interest; readonly own: Interest }
  /** Nothing in common but being open to talk. */
  | { readonly kind: "open" }
  /** All of a few people have chosen it. */
  | { readonly kind: "group"; readonly interest: Interest };

/** The sentence for `reason`, at most PHRASE_MAX_LENGTH characters. */
export function sentenceOf(reason: Reason, language: Language): string {
  switch (reason.kind) {
    case "exact":
      return phraseOf(reason.first, reason.second, language);
    case "role": {
      const template = rolesById.get(reason.role)?.seenAs[language] ?? list.nudges.open[language];
      return fill(template, { x: reason.interest?.x[language] ?? "" });
    }
    case "related":
      return fill(list.nudges.related[language], {
        a: clause(reason.theirs, language, "plain"),
        y: reason.own.x[language],
      });
    case "open":
      return list.nudges.open[language];
    case "group":
      return fill(list.nudges.group[language], { a: several(reason.interest, language) });
  }
}

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

/** "also work with DevOps": Danish verbs do not change with number. */
const several = ({ phrase, x }: Interest, language: Language): string =>
  language === "en"
    ? fill(list.phrases[phrase].en.p_also, { x: x.en })
    : fill(list.phrases[phrase].da.v_also, { x: x.da });

const joiner: Readonly<Record<Language, string>> = { en: "and", da: "og" };

const both = (a: string, b: string, language: Language): string => `${a} ${joiner[language]} ${b}`;

const isCompound = ({ x }: Interest, language: Language): boolean =>
  x[language].split(" ").includes(joiner[language]);

const fill = (template: string, parts: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => parts[name] ?? "");
