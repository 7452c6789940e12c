import { expect, jest, test } from '@jest/globals';
import type { AirflowState, ImportError, ListedDag } from '../../../src/airflow-api/airflow-api.ts';
import type { Loaded, PartlyLoaded, Unknown } from '../../../src/airflow-api/wait.ts';

/** Skips the pause between two requests. */
jest.unstable_mockModule('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }));
const { waitForDags } = await import('../../../src/airflow-api/wait.ts');
const { describePartly } = await import('../../../src/deploy/airflow/errors.ts');

/** The time between two looks. */
const LOOK_MS = 10_000;

/** Returns an Airflow that parses each file once between two requests, except those that are `gone`. */
function airflowOf(files: readonly string[], gone: readonly string[] = []) {
  let looks = 0;
  const look = async (): Promise<AirflowState> => {
    looks += 1;
    const at = (path: string) => (gone.includes(path) ? Math.min(looks, 3) : looks);
    const dags = files.map(
      (path): ListedDag => ({
        dag_id: path,
        fileloc: path,
        last_parsed_time: new Date(at(path) * LOOK_MS).toISOString(),
      }),
    );
    return { dags, importErrors: [], now: looks * LOOK_MS };
  };
  return { look, looks: () => looks };
}

function parsesOf(seen: Loaded | PartlyLoaded | Unknown): number[] {
  return seen.kind === 'out-of-time' ? [] : seen.dags.map(({ parses }) => parses);
}

const LONG = { limitMs: 60_000, sinceCommitMs: 0 };

test('accepts an expected result after two turns, and confirms an unexpected one over two more', async () => {
  const [good, bad] = [airflowOf(['a']), airflowOf(['a', 'b', 'c'], ['c'])];
  const seen = await Promise.all([
    waitForDags(good, { ...LONG, isExpected: () => true }),
    waitForDags(bad, { ...LONG, isExpected: () => false }),
  ]);
  expect(seen.map(parsesOf)).toEqual([[2], [4, 4, 2]]);
  expect(good.looks()).toBe(3);
  expect(bad.looks()).toBe(5);
});

test('a parse in the second of the first look does not count: the clock of the answer may be as late', async () => {
  const now = 600_000;
  const parses = [now + 900, now + 900, now + 3_000, now + 6_000];
  let looks = 0;
  const look = async (): Promise<AirflowState> => {
    const time = parses[Math.min(looks, 3)] ?? 0;
    looks += 1;
    const dag: ListedDag = { dag_id: 'a', fileloc: 'a', last_parsed_time: new Date(time).toISOString() };
    return { dags: [dag], importErrors: [], now };
  };
  expect(parsesOf(await waitForDags({ look }, { ...LONG, isExpected: () => true }))).toEqual([2]);
  expect(looks).toBe(4);
});

const MINUTE = 60_000;
/** The commit was 3 minutes before the first look. */
const COMMIT = 10 * MINUTE;
const FIRST_LOOK = COMMIT + 3 * MINUTE;

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Looks twice, five minutes apart, at an Airflow whose files were last parsed at these times. */
async function lookTwice(first: readonly number[], second: readonly number[], errors: readonly ImportError[] = []) {
  const listed = (times: readonly number[]) =>
    times.map((time, index): ListedDag => ({ dag_id: `dag${index}`, fileloc: '', last_parsed_time: iso(time) }));
  const states: AirflowState[] = [
    { dags: listed(first), importErrors: [], now: FIRST_LOOK },
    { dags: listed(second), importErrors: errors, now: FIRST_LOOK + 5 * MINUTE },
  ];
  let looks = 0;
  const look = async () => {
    looks += 1;
    if (looks > 1) clock.mockReturnValue(5 * MINUTE - 1);
    return states[Math.min(looks, 2) - 1] as AirflowState;
  };
  const clock = jest.spyOn(Date, 'now').mockReturnValue(0);
  const wait = { limitMs: 5 * MINUTE, sinceCommitMs: 3 * MINUTE, isExpected: () => true };
  return waitForDags({ look }, wait).finally(() => clock.mockRestore());
}

/** The DAG processor parses all files when it starts, and then every five minutes. */
const STARTED = COMMIT + MINUTE;

test('an interval as long as the time limit: judged by what was parsed once since the commit, with the pace', async () => {
  const seen = await lookTwice([STARTED, STARTED], [STARTED + 5 * MINUTE, STARTED + 5 * MINUTE]);
  expect(seen).toMatchObject({ kind: 'partly-loaded', importErrors: [], oldErrors: [], paceMs: 5 * MINUTE });
  const text = describePartly(seen as PartlyLoaded, { foreign: [], silent: [] }, 5 * MINUTE);
  expect(text).toContain('parsed the files of 2 of 2 DAGs since the commit, without an import error');
  expect(text).toContain('It parses a file about every 5 minutes.');
});

test('a longer interval: says how many files were parsed, and which errors are older than the commit', async () => {
  const errors = [{ filename: 'old.py', stack_trace: '', timestamp: iso(COMMIT - MINUTE) }];
  const seen = await lookTwice([COMMIT - MINUTE, STARTED], [COMMIT - MINUTE, STARTED], errors);
  expect(seen).toMatchObject({ kind: 'partly-loaded', importErrors: [], paceMs: undefined });
  const text = describePartly(seen as PartlyLoaded, { foreign: [], silent: [] }, 5 * MINUTE);
  expect(text).toContain('1 of 2 DAGs');
  expect(text).toContain('Import errors from before the commit: old.py.');
});

test('an import error since the commit counts, even if no DAG was parsed since', async () => {
  const errors = [{ filename: 'new.py', stack_trace: 'no', timestamp: iso(STARTED) }];
  const before = [COMMIT - MINUTE];
  expect(await lookTwice(before, before, errors)).toMatchObject({ kind: 'partly-loaded', importErrors: errors });
});

test('without a file that was parsed since the commit, the result is unknown', async () => {
  const before = [COMMIT - MINUTE];
  expect(await lookTwice(before, before)).toEqual({
    kind: 'out-of-time',
    message: 'the DAG processor has parsed no file since the commit',
  });
});
