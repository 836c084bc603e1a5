/**
 * The command: `npm run eval -- <what> [options]`.
 */
import { evaluate, parseOptions, tableOf } from "./matching/index.ts";

const HELP = `npm run eval -- matching [options]

Takes made-up crowds through the matcher's own code and measures who is nudged.

  --people 20,80,300   sizes of the crowds, 2 to 1000
  --seed 1             the same seed gives the same figures
  --json               figures as JSON instead of a table
  --help               this text
`;

function main([what, ...words]: readonly string[]): number {
  if (what === "--help" || words.includes("--help")) {
    process.stdout.write(HELP);
    return 0;
  }
  if (what !== "matching") return refuse("expected `matching`; --help says more");
  const options = parseOptions(words);
  if (!options.ok) return refuse(options.fault);
  const report = evaluate(options.value);
  process.stdout.write(
    options.value.json ? `${JSON.stringify(report, null, 2)}\n` : tableOf(report),
  );
  return 0;
}

function refuse(why: string): number {
  process.stderr.write(`eval: ${why}\n`);
  return 2;
}

process.exitCode = main(process.argv.slice(2));
