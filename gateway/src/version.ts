/** Version: of this program, from its package, found beside its source or its bundle alike. */
import { readFileSync } from "node:fs";
import { isRecord, parseJson } from "./settings.ts";

export const VERSION: string = versionIn(new URL("../package.json", import.meta.url));

function versionIn(file: URL): string {
  const manifest = parseJson(readFileSync(file, "utf8"));
  if (!isRecord(manifest) || typeof manifest.version !== "string")
    throw new TypeError("package.json has no version");
  return manifest.version;
}
