import { afterEach, expect, it, vi } from "vitest";
import SummaryReporter from "./summary-reporter.mjs";

afterEach(() => vi.restoreAllMocks());

const test = (fullName, state, flaky = false) => ({
  fullName,
  result: () => ({ state }),
  diagnostic: () => (state === "skipped" ? undefined : { flaky }),
});
const file = (relativeModuleId, tests, state = "passed") => ({
  relativeModuleId,
  state: () => state,
  children: { allTests: () => tests },
});
function summaryOf(...files) {
  const lines = [];
  vi.spyOn(console, "log").mockImplementation((line) => void lines.push(line));
  new SummaryReporter().onTestRunEnd(files);
  return lines.join("\n");
}

it("names what was not run, and what passed at its second go only", () => {
  const hall = file("hall.test.ts", [
    test("hears", "passed"),
    test("nudges", "passed", true),
    test("has a recording", "skipped"),
  ]);
  expect(summaryOf(hall)).toBe(
    [
      "\nNot run (1):",
      "  hall.test.ts: has a recording",
      "\nFailed once and passed at the second go: each has a cause, find it (1):",
      "  hall.test.ts: nudges",
      "\n2 passed, 0 failed, 1 skipped",
    ].join("\n"),
  );
});

it("counts a file that could not be loaded as a failure, and says no more than that if all went well", () => {
  expect(
    summaryOf(file("a.test.ts", [test("is", "passed")]), file("b.test.ts", [], "failed")),
  ).toBe("\n1 passed, 1 failed, 0 skipped");
});
