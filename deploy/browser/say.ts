/**
 * Say: a page's own texts by key, as it shows them, so that a test finds things by what people read
 * without repeating it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
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

type Catalogue = Readonly<Record<string, Message>>;
type Say = (language: Language, key: string, values?: Values) => string;

const catalogueIn = (path: string): Catalogue =>
  JSON.parse(readFileSync(path, "utf8")) as Catalogue;
const messages = (page: string) =>
  fileURLToPath(new URL(`../../${page}/messages`, import.meta.url));
/** The app has one file a language. */
const ofApp = (language: Language) => catalogueIn(join(messages("app"), `${language}.json`));
/** The dashboard has a folder a language, with a file a subject. */
function ofAdmin(language: Language): Catalogue {
  const folder = join(messages("admin"), language);
  const files = readdirSync(folder).map((file) => catalogueIn(join(folder, file)));
  return Object.assign({}, ...files) as Catalogue;
}

/** Throws where the page has no such text: a test that waits for it would only time out. */
const sayingOf =
  (catalogues: Readonly<Record<Language, Catalogue>>): Say =>
  (language, key, values = {}) => {
    const message = catalogues[language][key];
    if (message === undefined) throw new RangeError(`the page has no text "${key}"`);
    return chosen(language, message, values).replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new RangeError(`the text "${key}" needs ${name}`);
      return String(value);
    });
  };

export const say = sayingOf({ en: ofApp("en"), da: ofApp("da") });
export const sayOfAdmin = sayingOf({ en: ofAdmin("en"), da: ofAdmin("da") });

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
