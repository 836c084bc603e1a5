/**
 * Set-up keys: turns a file into the keys by which secrets of stored set-ups are sealed. Beside an
 * embedded database one is made where none is named.
 */
import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MatcherError, systemCodeOf } from "./errors.ts";

/** 32 bytes each. The newest comes first and seals; the others open what they have sealed. */
export type SetupKeys = readonly [Uint8Array, ...Uint8Array[]];

/** As many as are changed for each other at once, and some that were forgotten. */
const MAX_KEYS = 4;
const KEY_BYTES = 32;
const FILE = "setup.key";
/** 32 bytes in base64 of either alphabet, as openssl and install.sh write them. */
const keyText = /^[\w+/-]{43}=?$/;

export const SETUP_KEYS_EXPECTED =
  "a file with 32 random bytes as base64, as `openssl rand -base64 32` makes them, or up to four lines of such";

/** Undefined when it is not one to four lines of keys. */
export function parseSetupKeys(text: string): SetupKeys | undefined {
  const lines = text.split("\n").map((line) => line.trim());
  const [newest, ...others] = lines.filter((line) => line !== "").map(keyIn);
  if (newest === undefined || others.length >= MAX_KEYS) return undefined;
  const known = others.filter((key) => key !== undefined);
  return known.length === others.length ? [newest, ...known] : undefined;
}

/**
 * The keys in a folder, or a new one. Rejects with "wrong-key" when what is there is none, with
 * "store-unreachable" when nothing can be read or written there.
 */
export async function keptSetupKeys(folder: string): Promise<SetupKeys> {
  const path = join(folder, FILE);
  // Whole or not there: a process may end at any moment.
  const making = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    const kept = await textIn(path);
    if (kept === undefined) {
      await mkdir(folder, { recursive: true });
      const text = `${randomBytes(KEY_BYTES).toString("base64url")}\n`;
      await writeFile(making, text, { mode: 0o600 });
      await link(making, path);
    }
    const keys = parseSetupKeys(kept ?? (await textIn(path)) ?? "");
    if (keys !== undefined) return keys;
  } catch (cause) {
    throw new MatcherError("store-unreachable", `${path} cannot be read or made`, cause);
  } finally {
    await rm(making, { force: true }).catch(() => {});
  }
  throw new MatcherError(
    "wrong-key",
    `${path} holds no key: put back the one that was there, or name it by SIGHEJ_SETUP_KEY_FILE`,
  );
}

/** Undefined when there is no such file. */
const textIn = (path: string): Promise<string | undefined> =>
  readFile(path, "utf8").catch((cause: unknown) => {
    if (systemCodeOf(cause) === "ENOENT") return undefined;
    throw cause;
  });

const keyIn = (line: string): Uint8Array | undefined =>
  keyText.test(line) ? new Uint8Array(Buffer.from(line, "base64")) : undefined;
