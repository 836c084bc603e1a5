/**
 * The command: `npm run bench -- near`, `-- zones`, `-- gateway` and `-- broker`.
 */
import { parseArgs } from "node:util";
import { benchBrokers } from "./broker.ts";
import { benchGateway } from "./gateway.ts";
import { benchNear } from "./near.ts";
import { benchZones } from "./zones.ts";

const HELP = `npm run bench -- near [--tokens 10000] [--receivers 40] [--seed 1] [--json]

CPU of placing everybody in a hall of 100 × 100 m and of scoring every pair that may be near.

npm run bench -- zones [--people 200] [--seed 1] [--json]

Changes of zone in an hour of standing, and seconds until a zone follows, beside others' rules.

npm run bench -- gateway [--adverts 200000] [--json]

CPU of an advert in a gateway against plain noble, strangers' and ours, in the same run.

npm run bench -- broker [--windows 20000] [--rounds 7] [--json]

CPU of 100,000 windows at QoS 1, and windows a second: aedes with our guards, aedes without, Mosquitto,
in rounds that take turns. guardsCost is the first over the second.
`;

async function main(words: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      tokens: { type: "string", default: "10000" },
      receivers: { type: "string", default: "40" },
      people: { type: "string", default: "200" },
      seed: { type: "string", default: "1" },
      windows: { type: "string", default: "20000" },
      rounds: { type: "string", default: "7" },
      adverts: { type: "string", default: "200000" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const seed = Number(values.seed);
  const benches: Readonly<Record<string, () => object | Promise<object>>> = {
    near: () => benchNear(Number(values.tokens), Number(values.receivers), seed),
    zones: () => benchZones(Number(values.people), seed),
    gateway: () => benchGateway(Number(values.adverts)),
    broker: () => benchBrokers(Number(values.windows), Number(values.rounds)),
  };
  const bench = Object.hasOwn(benches, positionals[0] ?? "") && benches[positionals[0] ?? ""];
  if (values.help || !bench) {
    process.stdout.write(HELP);
    return values.help ? 0 : 2;
  }
  const figures = await bench();
  const shown = Array.isArray(figures) ? tableOf(figures) : linesOf(figures);
  process.stdout.write(values.json ? `${JSON.stringify(figures, null, 2)}\n` : shown);
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

/** A row a line, under the names of its figures. */
const tableOf = (rows: readonly object[]): string =>
  [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row).map(rounded))]
    .map((line) => `${line.map((each) => String(each).padEnd(16)).join(" ")}\n`)
    .join("");

const rounded = (value: unknown): unknown =>
  typeof value === "number" ? Math.round(100 * value) / 100 : value;

process.exitCode = await main(process.argv.slice(2));
