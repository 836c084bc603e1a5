/**
 * Judge: how Lighthouse judges a page, in points of 100 a category.
 *
 * Lighthouse brings 160 packages, which nobody needs to run or test a venue: npx fetches it here.
 * 12.8.2 is the last one for Node 20.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { PROGRAM } from "./chromium.ts";

const LIGHTHOUSE = "lighthouse@12.8.2";

export type Category = "performance" | "accessibility" | "best-practices";

interface Audit {
  readonly title: string;
  readonly score: number | null;
}
interface Report {
  readonly categories: Readonly<
    Record<
      string,
      {
        readonly score: number | null;
        readonly auditRefs: readonly { readonly id: string; readonly weight: number }[];
      }
    >
  >;
  readonly audits: Readonly<Record<string, Audit>>;
}

export interface Judgement {
  readonly scores: readonly number[];
  /** What cost points, in its words. */
  readonly faults: readonly string[];
}

/** On its mobile profile; `cookie`: what the browser sends with every request. */
export async function judge(
  url: string,
  categories: readonly Category[],
  cookie?: string,
): Promise<Judgement> {
  const report = await reported([
    ...[url, "--output=json", "--quiet", "--form-factor=mobile"],
    `--only-categories=${categories.join(",")}`,
    // A slow phone is played where it is timed.
    ...(categories.includes("performance") ? [] : ["--throttling-method=provided"]),
    ...(cookie === undefined ? [] : [`--extra-headers=${JSON.stringify({ cookie })}`]),
    "--chrome-flags=--headless --no-sandbox --disable-background-networking",
  ]);
  const of = categories.map((each) => report.categories[each]);
  return {
    scores: of.map((each) => Math.round((each?.score ?? 0) * 100)),
    faults: of
      .flatMap((each) => each?.auditRefs ?? [])
      .filter(({ weight }) => weight > 0)
      .flatMap(({ id }) => report.audits[id] ?? [])
      .flatMap(({ score, title }) => (score !== null && score < 1 ? [title] : [])),
  };
}

/** It loses its browser now and then, which says nothing of the page. */
const ATTEMPTS = 3;

async function reported(args: readonly string[]): Promise<Report> {
  for (let attempt = 1; ; attempt++) {
    const program = spawn("npx", ["--yes", LIGHTHOUSE, ...args], {
      env: { ...process.env, CHROME_PATH: PROGRAM },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    program.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    const [code] = await once(program, "close");
    if (code === 0) return JSON.parse(output) as Report;
    const ended = `lighthouse ended with ${code}`;
    if (attempt === ATTEMPTS) throw new Error(`${ended}: can npx fetch ${LIGHTHOUSE}?`);
    process.stderr.write(`${ended}, and is begun again\n`);
  }
}

export const said = (categories: readonly Category[], scores: readonly number[]): string =>
  categories.map((name, at) => `${name} ${scores[at]}`).join(", ");
