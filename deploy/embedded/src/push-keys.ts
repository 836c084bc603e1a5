/**
 * Push keys: what the venue signs its Web Push messages with. Made once and kept, because every
 * subscription is bound to them (RFC 8292 §4).
 */
import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newVapidKeys } from "@sighej/matcher";
import { EmbeddedError } from "./errors.ts";

export interface PushKeys {
  readonly subject: string;
  readonly publicKey: string;
  readonly privateKey: string;
}

/** Push services want somebody to write to; a demo has nobody (RFC 2606). */
const SUBJECT = "mailto:demo@example.org";
const nowhere = new Set<unknown>(["ENOENT", "ENOTDIR"]);
const base64url = /^[\w-]+$/;

/** The keys kept in `folder`, or new ones. Throws `folder-unwritable` or `settings-unreadable`. */
export async function keptPushKeys(folder: string): Promise<PushKeys> {
  const file = join(folder, "push-keys.json");
  const text = await readIfThere(file);
  if (text !== undefined) return keysIn(text, file);
  const { publicKey, privateKey } = newVapidKeys();
  // Whole or not there: a process may end at any moment, and another may start at the same one.
  const making = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(making, `${JSON.stringify({ publicKey, privateKey })}\n`, { mode: 0o600 });
    await link(making, file);
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST"))
      throw new EmbeddedError(
        "folder-unwritable",
        `cannot write to the folder ${folder}; choose another with --data DIR`,
        cause,
      );
  } finally {
    await rm(making, { force: true }).catch(() => {});
  }
  return keysIn((await readIfThere(file)) ?? "", file);
}

/** Undefined when there is no such file. */
async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && nowhere.has(cause.code)) return undefined;
    throw new EmbeddedError("settings-unreadable", `cannot read ${file}`, cause);
  }
}

function keysIn(text: string, file: string): PushKeys {
  let [publicKey, privateKey]: unknown[] = [];
  try {
    const kept = JSON.parse(text) as Partial<Record<string, unknown>> | null;
    [publicKey, privateKey] = [kept?.publicKey, kept?.privateKey];
  } catch {
    // Said below, as of anything else that holds no keys.
  }
  if (!isKey(publicKey, 65) || !isKey(privateKey, 32))
    throw new EmbeddedError("settings-unreadable", `${file} holds no push keys; delete it`);
  return { subject: SUBJECT, publicKey, privateKey };
}

const isKey = (text: unknown, bytes: number): text is string =>
  typeof text === "string" &&
  base64url.test(text) &&
  Buffer.from(text, "base64url").length === bytes;
