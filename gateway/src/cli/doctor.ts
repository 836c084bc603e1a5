/** Doctor: `sighej-gateway doctor` prints every precondition and, of each that fails, its fix. */
import { loopbackAnswers } from "../adapters/loopback.ts";
import { examine, type Patient } from "../doctor/examine.ts";
import { linesOf } from "../doctor/finding.ts";
import { DONE, FAILED, type Terminal } from "./outcome.ts";

export async function doctor(
  { json, config }: { readonly json: boolean; readonly config: string },
  terminal: Terminal,
  patient: Partial<Patient> = {},
): Promise<number> {
  const findings = await examine({
    env: process.env,
    configPath: config,
    running: loopbackAnswers,
    now: Date.now,
    ...patient,
  });
  const failures = findings.filter(({ state }) => state === "failed").length;
  if (json) terminal.say(JSON.stringify({ failures, findings }));
  else {
    for (const finding of findings) for (const line of linesOf(finding)) terminal.say(line);
    terminal.say(
      failures === 0
        ? "This machine can be a gateway."
        : `${failures} of ${findings.length} preconditions failed.`,
    );
  }
  return failures === 0 ? DONE : FAILED;
}
