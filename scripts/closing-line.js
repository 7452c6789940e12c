import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeTests } from './test-results/describe-tests.ts';
import { readEarlierRun, writeEarlierRun } from './test-results/earlier-run.ts';
import { recordTimes } from './test-times/record.ts';

/**
 * A jest reporter for the end of the run. Prints the skipped suites, how many answers were validated against GitHub's
 * schemas, what failed, and one line with the numbers of passed, failed and skipped tests. With `EARLIER_RUN`, a file, it
 * notes there what failed, or adds the tests of the run that is noted there.
 */
export default class ClosingLine {
  #directory;
  #earlierRun = process.env.EARLIER_RUN;

  onRunStart() {
    // Tests may start jest themselves.
    delete process.env.EARLIER_RUN;
    this.#directory = mkdtempSync(join(tmpdir(), 'flux-airflow-verdicts-'));
    process.env.SANDBOX_VERDICTS = join(this.#directory, 'verdicts');
  }

  onRunComplete(_contexts, { testResults: files }) {
    if (process.env.TEST_TIMES === 'write') recordTimes(files);
    const lines = [...this.#verdicts(), ...describeTests(files, readEarlierRun(this.#earlierRun))];
    if (this.#earlierRun !== undefined) writeEarlierRun(this.#earlierRun, files);
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
