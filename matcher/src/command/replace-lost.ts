/**
 * Replace lost: says which secrets no key opens and what is lost with them, and replaces them when it is
 * told to. Answers with an exit code: 0 when nothing is left to do, 1 otherwise.
 */
import { type Lost, lostIn, renew, venueOf } from "../flows/lost-key.ts";
import type { Sealed } from "../flows/reseal.ts";
import type { Random } from "../ports.ts";
import type { Seal } from "../seal-ports.ts";
import type { LostKeyOptions } from "./lost-key-options.ts";

export interface ReplacePorts extends Sealed {
  readonly seal: Seal;
  readonly random: Random;
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
}

const costs: Readonly<Record<Lost["kind"], string>> = {
  "set-up": `Each of these venues loses, for good:
  - its stock: a badge or tag is known no more. Badges need new keys (dashboard, Badges: make them, and
    set and label each anew, or bring in a list of keys that somebody still has); static tags come with
    a set-up
  - its join codes: links and posters with one in them let nobody in, and have to be made anew. Until
    then nobody comes in, unless its set-up says that no code is needed
  - the secret of its zone codes: what screens and prints of a zone's code show now is no good; screens
    show new ones by themselves`,
  "second factor": `Each of these accounts loses the six digits that it was asked for: it signs in by its password,
  with a passkey where it has one, until its holder sets digits up again`,
  webhook: `Each of these webhooks is removed, with what is on its way there: its receiver knows a secret that
  nobody else knows any more. It has to be added again, and its receiver told the new one`,
};

export async function replaceLost(
  ports: ReplacePorts,
  { which, yes }: LostKeyOptions,
): Promise<number> {
  const { say, complain } = ports;
  const all = await lostIn(ports, ports.seal);
  const lost = which === "all" ? all : all.filter((each) => venueOf(each) === which);
  if (lost.length === 0 && which !== "all") {
    complain(`venue ${which} is not here, or its secrets open: nothing is to be replaced`);
    return 1;
  }
  if (lost.length === 0) {
    say("Every secret opens: nothing is to be replaced.");
    return 0;
  }
  say("No key opens the secrets of:");
  for (const each of lost) say(`  ${lineOf(each)}`);
  for (const [kind, cost] of Object.entries(costs))
    if (lost.some((each) => each.kind === kind)) say(cost);
  if (!yes) {
    say("Nothing has been changed. If the key is lost for good, say the same again with --yes.");
    return 1;
  }
  let left = 0;
  for (const each of lost)
    if (await renew(ports.venues, ports, each)) say(`replaced: ${lineOf(each)}`);
    else {
      complain(`${lineOf(each)} was changed meanwhile: stop every matcher, and try again`);
      left++;
    }
  return left === 0 ? 0 : 1;
}

function lineOf(lost: Lost): string {
  if (lost.kind === "set-up")
    return `venue ${lost.id}, ${lost.name === undefined ? "without a name" : `"${lost.name}"`}, ${lost.state}`;
  const { name, venue } = lost.secret;
  return lost.kind === "webhook"
    ? `webhook ${name} of venue ${venue}`
    : `second factor of the account "${name}"`;
}
