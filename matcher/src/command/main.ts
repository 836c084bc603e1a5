/**
 * `npm run gateways`: what an operator does with gateways from a shell. Exit code 2 for a command line
 * that is wrong, 1 for a matcher that says no.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ask } from "./ask.ts";
import { HELP, type Options, parseOptions } from "./options.ts";

const say = (text: string) => process.stdout.write(`${text}\n`);
const complain = (text: string) => process.stderr.write(`gateway: ${text}\n`);

async function run(options: Options): Promise<number> {
  const answer = await ask(options);
  if (!answer.ok) {
    complain(answer.fault);
    return 1;
  }
  say(answer.text);
  if (options.folder === undefined || answer.firstBoot === undefined) return 0;
  const path = join(options.folder, answer.firstBoot.file);
  try {
    await writeFile(path, answer.firstBoot.text, { mode: 0o600 });
  } catch {
    complain(`cannot write ${path}`);
    return 1;
  }
  say(`  written: ${path}`);
  return 0;
}

const parsed = parseOptions(process.argv.slice(2), process.env.SIGHEJ_ADMIN_CODE);
if (parsed.kind === "help") say(HELP);
else if (parsed.kind === "faults") {
  for (const fault of parsed.faults) complain(fault);
  process.exitCode = 2;
} else process.exitCode = await run(parsed.options);
