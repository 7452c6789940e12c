import { expect, jest, test } from '@jest/globals';
import type { AirflowState, ListedDag } from '../../../src/airflow-api/airflow-api.ts';
import type { Loaded, Unknown } from '../../../src/airflow-api/wait.ts';

/** Skips the pause between two requests. */
jest.unstable_mockModule('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }));
const { waitForDags } = await import('../../../src/airflow-api/wait.ts');

/** Returns an Airflow that parses each file once between two requests, except those that are `gone`. */
function airflowOf(files: readonly string[], gone: readonly string[] = []) {
  let looks = 0;
  const look = async (): Promise<AirflowState> => {
    looks += 1;
    const at = (path: string) => (gone.includes(path) ? Math.min(looks, 3) : looks);
    const dags = files.map(
      (path): ListedDag => ({ dag_id: path, fileloc: path, last_parsed_time: new Date(at(path) * 1000).toISOString() }),
    );
    return { dags, importErrors: [], now: looks * 1000 };
  };
  return { look, looks: () => looks };
}

function parsesOf(seen: Loaded | Unknown): number[] {
  return seen.kind === 'loaded' ? seen.dags.map(({ parses }) => parses) : [];
}

test('accepts an expected result after two turns, and confirms an unexpected one over two more', async () => {
  const [good, bad] = [airflowOf(['a']), airflowOf(['a', 'b', 'c'], ['c'])];
  const seen = await Promise.all([waitForDags(good, 60_000, () => true), waitForDags(bad, 60_000, () => false)]);
  expect([seen.map(parsesOf), good.looks(), bad.looks()]).toEqual([[[2], [4, 4, 2]], 3, 5]);
});
