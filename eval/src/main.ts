/**
 * The command: `npm run eval -- <what> [options]`.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as dp3t from "./dp3t/index.ts";
import * as flat from "./flat/index.ts";
import { evaluate, parseOptions, tableOf } from "./matching/index.ts";
import * as proximity from "./proximity/index.ts";
import { parseRecordingOptions } from "./recording-options.ts";

const HELP = `npm run eval -- matching [options]

Takes made-up crowds through the matcher's own code and measures who is nudged.

  --people 20,80,300   sizes of the crowds, 2 to 1000
  --seed 1             the same seed gives the same figures
  --json               figures as JSON instead of a table

npm run eval -- tetam DIR [options]

Measures on a recording how well the matcher's own code knows who is near whom.

  --fit set_1          what maps are made from, or none: receiver coordinates only
  --test set_1         what is judged: a set of standing beacons, or tracks; what is in both is
                       left out one position or run at a time
  --receivers 12       12, 8, 6 or 4
  --offset-sd 0        strength of their own that carriers are given, dB
  --rate 1             adverts a second that are kept; all unless given
  --draws 200          of the bootstrap
  --seed 1, --json

npm run eval -- dp3t DIR [options]

The same for phones that heard phones, whose places nobody knows: pairs are judged by what third
phones heard of both, with what the other scenes taught.

  --test party         what is judged: party, lunch, office, train or queue
  --draws 200, --seed 1, --json

npm run eval -- wut-flat DIR [options]

The same for one tag that was driven through a furnished flat with six anchors, each run judged with
maps made from the others.

  --draws 200, --seed 1, --json

npm run eval -- report DIR

Writes eval/REPORT.md: all of the above that matters, on the tetam folder DIR and on the folders
wut-flat and dp3t beside it; ten minutes.

  --help               this text
`;

async function main([what, ...words]: readonly string[]): Promise<number> {
  if (what === "--help" || words.includes("--help")) {
    process.stdout.write(HELP);
    return 0;
  }
  if (what === "tetam") return measureProximity(words);
  if (what === "dp3t") return measurePhones(words);
  if (what === "wut-flat") return measureFlat(words);
  if (what === "report") return writeReport(words);
  if (what !== "matching")
    return refuse("expected `matching`, `tetam`, `dp3t`, `wut-flat` or `report`; --help says more");
  const options = parseOptions(words);
  if (!options.ok) return refuse(options.fault);
  const report = evaluate(options.value);
  process.stdout.write(
    options.value.json ? `${JSON.stringify(report, null, 2)}\n` : tableOf(report),
  );
  return 0;
}

async function measureProximity(words: readonly string[]): Promise<number> {
  const options = proximity.parseOptions(words);
  if (!options.ok) return refuse(options.fault);
  const report = await proximity.evaluate(options.value);
  process.stdout.write(
    options.value.json ? proximity.reportJson(report) : proximity.tableOf(report),
  );
  return 0;
}

async function measurePhones(words: readonly string[]): Promise<number> {
  const options = parseRecordingOptions(words, dp3t.sceneNames);
  if (!options.ok) return refuse(options.fault);
  const report = await dp3t.evaluate(options.value);
  process.stdout.write(options.value.json ? proximity.jsonOf(report) : dp3t.tableOf(report));
  return 0;
}

async function measureFlat(words: readonly string[]): Promise<number> {
  const options = parseRecordingOptions(words, flat.flatTests);
  if (!options.ok) return refuse(options.fault);
  const report = await flat.evaluate(options.value);
  process.stdout.write(options.value.json ? proximity.jsonOf(report) : flat.tableOf(report));
  return 0;
}

const REPORT = new URL("../REPORT.md", import.meta.url);

async function writeReport(words: readonly string[]): Promise<number> {
  const options = proximity.parseOptions(words);
  if (!options.ok) return refuse(options.fault);
  const { folder, seed, draws } = options.value;
  const beside = { seed, draws, json: false };
  const paper = await proximity.paperOf(
    options.value,
    [
      {
        title: "A second place: a furnished flat (wut-flat)",
        table: async () =>
          flat.tableOf(
            await flat.evaluate({ ...beside, folder: join(folder, "../wut-flat"), test: "runs" }),
          ),
      },
      {
        title: "Phones that hear phones, nobody's place known (dp3t, a party)",
        table: async () =>
          dp3t.tableOf(
            await dp3t.evaluate({ ...beside, folder: join(folder, "../dp3t"), test: "party" }),
          ),
      },
    ],
    (title) => process.stderr.write(`${title}\n`),
  );
  await writeFile(REPORT, paper);
  return 0;
}

function refuse(why: string): number {
  process.stderr.write(`eval: ${why}\n`);
  return 2;
}

process.exitCode = await main(process.argv.slice(2));
