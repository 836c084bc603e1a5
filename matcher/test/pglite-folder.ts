/**
 * PGlite folders: an empty database is made once and copied, which takes a tenth of the time.
 */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pgliteAggregates } from "./aggregates.ts";

/** A first start makes a database: some seconds, more on a busy machine. */
export const AT_MOST_MS = 120_000;

export interface PgliteFolders {
  /** An empty folder. */
  fresh(): Promise<string>;
  /** A folder with an empty database in it. */
  made(): Promise<string>;
  /** Removes all of them. */
  remove(): Promise<void>;
}

export async function pgliteFolders(): Promise<PgliteFolders> {
  const folders: string[] = [];
  const fresh = async () => {
    const folder = await mkdtemp(join(tmpdir(), "sighej-pglite-"));
    folders.push(folder);
    return folder;
  };
  const template = await fresh();
  const store = await pgliteAggregates(template);
  await store.ready;
  await store.stop();
  return {
    fresh,
    made: async () => {
      const folder = await fresh();
      await cp(template, folder, { recursive: true });
      return folder;
    },
    remove: async () => {
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
    },
  };
}
