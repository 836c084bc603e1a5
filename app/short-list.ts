/**
 * Short list plugin: leaves out of `interests.json` what is written there for people only, so that no
 * phone fetches it. For Node; a part of `vite.config.ts`.
 */
import type { Plugin } from "vite";

/** Rules and reasons; no code reads them. */
const forPeople = [
  "schema",
  "version",
  "status",
  "locales",
  "id_rules",
  "phrase_rules",
  "venue_additions",
  "refused_topics",
  "count",
];

export function shortList(): Plugin {
  return {
    name: "sighej-short-list",
    enforce: "pre",
    transform(code, id) {
      if (!/[\\/]protocol[\\/]interests\.json$/.test(id)) return null;
      const short = (key: string, value: unknown) =>
        key === "note" || forPeople.includes(key) ? undefined : value;
      return { code: JSON.stringify(JSON.parse(code, short)), map: null };
    },
  };
}
