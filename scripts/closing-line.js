/**
 * A jest reporter that ends the run by naming the suites that were skipped, and with one plain line:
 * how many tests passed, failed and were skipped.
 */
export default class ClosingLine {
  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = results;
    const tests = results.testResults.flatMap((suite) => suite.testResults);
    const skipped = tests.filter(({ status }) => status === 'pending').map(({ ancestorTitles }) => ancestorTitles[0]);
    const lines = [...new Set(skipped)].map((name) => `skipped: ${name ?? 'a test of its own'}`);
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    lines.push(`${numPassedTests} passed, ${failed} failed, ${numPendingTests + numTodoTests} skipped`);
    // jest prints its own summary after all reporters.
    process.once('exit', () => console.log(lines.join('\n')));
  }
}
