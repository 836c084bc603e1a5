/**
 * Ends a test run with the name of every test that was not run, and one plain line of counts, so
 * that nothing is skipped unseen.
 */
export default class SummaryReporter {
  onTestRunEnd(modules) {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const notRun = [];
    for (const module of modules) {
      let inModule = 0;
      for (const test of module.children.allTests()) {
        inModule++;
        const { state } = test.result();
        if (state in counts) counts[state]++;
        if (state === "skipped") notRun.push(`${module.relativeModuleId}: ${test.fullName}`);
      }
      // A file that could not even be loaded has no tests to count.
      if (inModule === 0 && module.state() === "failed") counts.failed++;
    }
    if (notRun.length > 0) {
      console.log(`\nNot run (${notRun.length}):`);
      for (const name of notRun) console.log(`  ${name}`);
    }
    console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  }
}
