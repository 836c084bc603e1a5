import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const evaluated = (...words: readonly string[]) =>
  spawnSync(process.execPath, ["--conditions=@sighej/source", "--import", "tsx", main, ...words], {
    encoding: "utf8",
  });

describe("npm run eval", { timeout: 30_000 }, () => {
  it("says what it can do", () => {
    const { status, stdout } = evaluated("--help");
    expect(status).toBe(0);
    expect(stdout).toContain("--people");
  });

  it("says in one line what it cannot do, with exit code 2", () => {
    for (const words of [[], ["dancing"], ["matching", "--people", "none"]]) {
      const { status, stdout, stderr } = evaluated(...words);
      expect(status).toBe(2);
      expect(stdout).toBe("");
      expect(stderr).toMatch(/^eval: [^\n]+\n$/);
    }
  });

  it("prints figures as JSON", () => {
    const { status, stdout } = evaluated("matching", "--people", "20", "--json");
    expect(status).toBe(0);
    const report = JSON.parse(stdout);
    for (const figures of [report.people["20"], report.comparators.count.people["20"]])
      expect(figures).toMatchObject({
        coverage: expect.any(Number),
        rareTenthCoverage: expect.any(Number),
        gini: expect.any(Number),
        quietBreaches: 0,
        limitBreaches: 0,
        latency: { p50: expect.any(Number), p95: expect.any(Number) },
        nudgesPerPersonHour: expect.any(Number),
        topSharedIdf: expect.any(Number),
      });
  });
});
