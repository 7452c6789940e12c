import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordTimes } from './test-times/record.ts';

/**
 * A jest reporter for the end of the run. Prints the skipped suites, how many answers were validated against GitHub's
 * schemas, and one line with the numbers of passed, failed and skipped tests.
 */
export default class ClosingLine {
  #directory;

  onRunStart() {
    this.#directory = mkdtempSync(join(tmpdir(), 'flux-airflow-verdicts-'));
    process.env.SANDBOX_VERDICTS = join(this.#directory, 'verdicts');
  }

  onRunComplete(_contexts, results) {
    if (process.env.TEST_TIMES === 'write') recordTimes(results.testResults);
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = results;
    const tests = results.testResults.flatMap((suite) => suite.testResults);
    const skipped = tests.filter(({ status }) => status === 'pending').map(({ ancestorTitles }) => ancestorTitles[0]);
    const lines = [...new Set(skipped)].map((name) => `skipped: ${name ?? 'a test without a suite'}`);
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    lines.push(...this.#verdicts());
    lines.push(`${numPassedTests} passed, ${failed} failed, ${numPendingTests + numTodoTests} skipped`);
    // jest prints its own summary after all reporters.
    process.once('exit', () => console.log(lines.join('\n')));
  }

  /** Adds up the records that the stand-ins of all test processes wrote. */
  #verdicts() {
    const file = join(this.#directory, 'verdicts');
    const records = readOrEmpty(file)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
    rmSync(this.#directory, { recursive: true, force: true });
    if (records.length === 0) return [];
    const sum = (name) => records.reduce((total, record) => total + record[name], 0);
    return [`validated: ${sum('answers')} REST answers and ${sum('queries')} GraphQL queries of the GitHub stand-in`];
  }
}

function readOrEmpty(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return '';
    throw error;
  }
}
