/**
 * Build app: where the pages that are tested lie, and, as the project's set-up, their builds before the
 * first test.
 */
import { fileURLToPath } from "node:url";

export const appFolder = fileURLToPath(new URL("../../app/dist", import.meta.url));
export const adminFolder = fileURLToPath(new URL("../../admin/dist", import.meta.url));

/** Loads the builder only here: tests ask for the folder, and have no use for a bundler. */
export async function setup(): Promise<void> {
  const { buildApp } = await import("@sighej/app/build");
  await buildApp(appFolder);
  const { buildAdmin } = await import("@sighej/admin/build");
  await buildAdmin(adminFolder);
}
