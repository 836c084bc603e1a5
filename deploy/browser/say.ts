/**
 * Say: the app's own texts by key, as the page shows them, so that a test finds things by what people
 * read without repeating it.
 */
import { readFileSync } from "node:fs";
import type { Language } from "@sighej/protocol";

export type Values = Readonly<Record<string, string | number>>;

/** Of the message format, what our catalogues use: a text, or texts by the plural of a number. */
type Message =
  | string
  | readonly [
      {
        readonly declarations: readonly string[];
        readonly match: Readonly<Record<string, string>>;
      },
    ];

const catalogueOf = (language: Language): Readonly<Record<string, Message>> =>
  JSON.parse(
    readFileSync(new URL(`../../app/messages/${language}.json`, import.meta.url), "utf8"),
  ) as Readonly<Record<string, Message>>;

const catalogues = { en: catalogueOf("en"), da: catalogueOf("da") };

/** Throws where the app has no such text: a test that waits for it would only time out. */
export function say(language: Language, key: string, values: Values = {}): string {
  const message = catalogues[language][key];
  if (message === undefined) throw new RangeError(`the app has no text "${key}"`);
  return chosen(language, message, values).replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new RangeError(`the text "${key}" needs ${name}`);
    return String(value);
  });
}

function chosen(language: Language, message: Message, values: Values): string {
  if (typeof message === "string") return message;
  const [{ declarations, match }] = message;
  const number = /= (\w+): plural/.exec(declarations.join())?.[1] ?? "";
  const plural = new Intl.PluralRules(language).select(Number(values[number]));
  const [, text] =
    Object.entries(match).find(([key]) => key.endsWith(`=${plural}`)) ??
    Object.entries(match).find(([key]) => key.endsWith("=other")) ??
    [];
  if (text === undefined) throw new RangeError("a plural has a text for every number");
  return text;
}
