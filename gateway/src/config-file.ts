/**
 * Config file: reads the gateway's one file and writes it, whole or not at all. Holds secrets, so
 * nobody but its owner may read it.
 */
import { randomBytes } from "node:crypto";
import { chmod, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GatewayError } from "./errors.ts";
import type { FileText } from "./settings.ts";

const OWNER_ONLY = 0o600;
const FOLDER_MODE = 0o755;

/** Undefined where there is no such file. Throws `config-unreadable` where it may not be read. */
export async function readConfigFile(path: string): Promise<FileText | undefined> {
  try {
    return { path, text: await readFile(path, "utf8") };
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return undefined;
    throw new GatewayError(
      "config-unreadable",
      `cannot read ${path} (${codeOf(cause)}); it belongs to root, so use sudo`,
      { cause },
    );
  }
}

/**
 * Writes `value` as JSON beside its place and moves it there, so that a power cut leaves the old
 * file or the new one. Makes the folder. Throws `config-unwritable`.
 */
export async function writeConfigFile(path: string, value: object): Promise<void> {
  const folder = dirname(path);
  const fresh = join(folder, `.config-${randomBytes(6).toString("hex")}`);
  try {
    await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
    const file = await open(fresh, "wx", OWNER_ONLY);
    try {
      await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    // Whatever the umask made of it.
    await chmod(fresh, OWNER_ONLY);
    await rename(fresh, path);
  } catch (cause) {
    await rm(fresh, { force: true }).catch(() => undefined);
    throw new GatewayError(
      "config-unwritable",
      `cannot write ${path} (${codeOf(cause)}); use sudo, or another place with --config`,
      { cause },
    );
  }
}

const codeOf = (cause: unknown): string =>
  cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
