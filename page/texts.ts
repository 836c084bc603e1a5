/**
 * Texts: what is wrong with the message files of a page, in words. For Node.
 *
 * The compiler takes a text that one language lacks from the other one, and of two that share a key
 * the later: both would be seen by whoever reads Danish, and by nobody who builds.
 */
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";

interface Settings {
  readonly locales: readonly string[];
  readonly "plugin.inlang.messageFormat": { readonly pathPattern: string | readonly string[] };
}

const jsonOf = async <T>(path: string): Promise<T> => JSON.parse(await readFile(path, "utf8")) as T;

/** Empty when all is well. `root`: the page's folder. */
export async function faultsOfTexts(root: string): Promise<readonly string[]> {
  const settings = await jsonOf<Settings>(join(root, "project.inlang", "settings.json"));
  const patterns = [settings["plugin.inlang.messageFormat"].pathPattern].flat();
  const faults: string[] = [];
  const files = new Set<string>();
  const keysOf = async (locale: string): Promise<ReadonlySet<string>> => {
    const keys = new Set<string>();
    for (const pattern of patterns) {
      const file = pattern.replace("{locale}", locale).replace(/^\.\//, "");
      files.add(file);
      const messages = await jsonOf<object>(join(root, file));
      for (const key of Object.keys(messages).filter((each) => !each.startsWith("$"))) {
        if (keys.has(key)) faults.push(`${file}: "${key}" is in another file, too`);
        keys.add(key);
      }
    }
    return keys;
  };
  const all = new Map<string, ReadonlySet<string>>();
  for (const locale of settings.locales) all.set(locale, await keysOf(locale));
  for (const [locale, keys] of all)
    for (const [other, others] of all)
      for (const key of others)
        if (!keys.has(key)) faults.push(`"${key}" is there in "${other}", not in "${locale}"`);
  const entries = await readdir(join(root, "messages"), { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/");
    if (!files.has(file)) faults.push(`${file}: not in project.inlang/settings.json`);
  }
  return faults;
}
