/**
 * Ends a test run with the name of every test that was not run or passed only at its second go, and
 * one plain line of counts, so that nothing is skipped or forgiven unseen.
 */
export default class SummaryReporter {
  onTestRunEnd(modules) {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const notRun = [];
    const secondGo = [];
    for (const module of modules) {
      let inModule = 0;
      for (const test of module.children.allTests()) {
        inModule++;
        const { state } = test.result();
        if (state in counts) counts[state]++;
        const name = `${module.relativeModuleId}: ${test.fullName}`;
        if (state === "skipped") notRun.push(name);
        if (test.diagnostic()?.flaky) secondGo.push(name);
      }
      // A file that could not even be loaded has no tests to count.
      if (inModule === 0 && module.state() === "failed") counts.failed++;
    }
    list("Not run", notRun);
    list("Failed once and passed at the second go: each has a cause, find it", secondGo);
    console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  }
}

function list(what, names) {
  if (names.length === 0) return;
  console.log(`\n${what} (${names.length}):`);
  for (const name of names) console.log(`  ${name}`);
}
