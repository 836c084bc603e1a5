/**
 * Messages: has the texts of a page compiled, in a process of its own: the compiler leaves timers
 * behind that would outlive whoever waits for it. For Node.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const program = fileURLToPath(new URL("compile.ts", import.meta.url));

/** `root`: the page's folder. Throws, with what is wrong, when the texts do not compile. */
export async function compileMessages(root: string): Promise<void> {
  await promisify(execFile)(process.execPath, ["--import", "tsx", program, root]);
}
