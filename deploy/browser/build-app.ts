/**
 * Build app: where the page that is tested lies, and, as the project's set-up, its build before the
 * first test.
 */
import { fileURLToPath } from "node:url";

export const appFolder = fileURLToPath(new URL("../../app/dist", import.meta.url));

/** Loads the builder only here: tests ask for the folder, and have no use for a bundler. */
export async function setup(): Promise<void> {
  const { buildApp } = await import("@sighej/app/build");
  await buildApp(appFolder);
}
