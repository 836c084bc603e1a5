/**
 * The command: `npm run bench -- near` and `npm run bench -- gateway`.
 */
import { parseArgs } from "node:util";
import { benchGateway } from "./gateway.ts";
import { benchNear } from "./near.ts";

const HELP = `npm run bench -- near [--tokens 10000] [--receivers 40] [--seed 1] [--json]

CPU of placing everybody in a hall of 100 × 100 m and of scoring every pair that may be near.

npm run bench -- gateway [--adverts 200000] [--json]

CPU of an advert in a gateway against plain noble, strangers' and ours, in the same run.
`;

async function main(words: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      tokens: { type: "string", default: "10000" },
      receivers: { type: "string", default: "40" },
      seed: { type: "string", default: "1" },
      adverts: { type: "string", default: "200000" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [what] = positionals;
  if (values.help || (what !== "near" && what !== "gateway")) {
    process.stdout.write(HELP);
    return values.help ? 0 : 2;
  }
  const cost =
    what === "gateway"
      ? await benchGateway(Number(values.adverts))
      : benchNear(Number(values.tokens), Number(values.receivers), Number(values.seed));
  process.stdout.write(values.json ? `${JSON.stringify(cost, null, 2)}\n` : linesOf(cost));
  return 0;
}

/** A figure a line; those of a part after its name. */
const linesOf = (cost: object, part = ""): string =>
  Object.entries(cost)
    .map(([name, value]) =>
      typeof value === "object" && value !== null
        ? linesOf(value, `${name} `)
        : `${`${part}${name}`.padEnd(18)} ${Number(value).toPrecision(4)}\n`,
    )
    .join("");

process.exitCode = await main(process.argv.slice(2));
