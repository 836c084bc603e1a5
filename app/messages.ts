/**
 * Messages: has the texts compiled, in a process of its own: the compiler leaves timers behind that
 * would outlive whoever waits for it. For Node.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const program = fileURLToPath(new URL("compile.ts", import.meta.url));

/** Throws, with what the compiler says, when the texts do not compile. */
export async function compileMessages(): Promise<void> {
  await promisify(execFile)(process.execPath, ["--import", "tsx", program]);
}
