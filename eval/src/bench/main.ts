/**
 * The command: `npm run bench -- near`.
 */
import { parseArgs } from "node:util";
import { benchNear } from "./near.ts";

const HELP = `npm run bench -- near [--tokens 10000] [--receivers 40] [--seed 1] [--json]

CPU of placing everybody in a hall of 100 × 100 m and of scoring every pair that may be near.
`;

function main(words: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      tokens: { type: "string", default: "10000" },
      receivers: { type: "string", default: "40" },
      seed: { type: "string", default: "1" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help || positionals[0] !== "near") {
    process.stdout.write(HELP);
    return values.help ? 0 : 2;
  }
  const cost = benchNear(Number(values.tokens), Number(values.receivers), Number(values.seed));
  process.stdout.write(
    values.json
      ? `${JSON.stringify(cost, null, 2)}\n`
      : Object.entries(cost)
          .map(([name, value]) => `${name.padEnd(16)} ${Number(value).toPrecision(4)}\n`)
          .join(""),
  );
  return 0;
}

process.exitCode = main(process.argv.slice(2));
