/**
 * `npm run lighthouse`: how Lighthouse judges the first page that a visitor sees, on its mobile
 * profile: the middle of three runs. Exit code 1 when anything falls below the limit.
 *
 * Lighthouse brings 160 packages, which nobody needs to run or test a venue: npx fetches it here.
 * 12.8.2 is the last one for Node 20.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setup as buildApp } from "./build-app.ts";
import { PROGRAM } from "./chromium.ts";
import { openRoom } from "./room.ts";

const LIGHTHOUSE = "lighthouse@12.8.2";
const CATEGORIES = ["performance", "accessibility", "best-practices"] as const;
const RUNS = 3;
/** Of 100, in each of them. */
const LIMIT = 95;

interface Judgement {
  readonly categories: Readonly<Record<string, { readonly score: number | null }>>;
}

async function judge(url: string): Promise<Judgement> {
  const program = spawn(
    "npx",
    ["--yes", LIGHTHOUSE, url, "--output=json", "--quiet"].concat([
      `--only-categories=${CATEGORIES.join(",")}`,
      "--form-factor=mobile",
      "--chrome-flags=--headless --no-sandbox --disable-background-networking",
    ]),
    { env: { ...process.env, CHROME_PATH: PROGRAM }, stdio: ["ignore", "pipe", "inherit"] },
  );
  let said = "";
  program.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const [code] = await once(program, "close");
  if (code !== 0) throw new Error(`lighthouse ended with ${code}: can npx fetch ${LIGHTHOUSE}?`);
  return JSON.parse(said);
}

const scoresOf = ({ categories }: Judgement): readonly number[] =>
  CATEGORIES.map((each) => Math.round((categories[each]?.score ?? 0) * 100));

await buildApp();
const room = await openRoom();
const runs: (readonly number[])[] = [];
try {
  for (let each = 1; each <= RUNS; each++) {
    const scores = scoresOf(await judge(room.poster));
    runs.push(scores);
    process.stdout.write(
      `run ${each}: ${CATEGORIES.map((name, at) => `${name} ${scores[at]}`).join(", ")}\n`,
    );
  }
} finally {
  await room.stop();
}
const middle = CATEGORIES.map(
  (_, at) => runs.map((scores) => scores[at] ?? 0).sort((a, b) => a - b)[RUNS >> 1] ?? 0,
);
process.stdout.write(
  `middle of ${RUNS} runs: ${CATEGORIES.map((name, at) => `${name} ${middle[at]}`).join(", ")} (at least ${LIMIT})\n`,
);
process.exitCode = middle.every((score) => score >= LIMIT) ? 0 : 1;
