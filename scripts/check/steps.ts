import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { findPart } from '../parts/installed.ts';

export interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** The tests that need no real parts, and that take seconds: all but `e2e`, `real` and `cluster`. */
const TESTS = ['unit', 'repository', 'integration'].map((folder) => `__tests__/${folder}`);

/** Returns the steps of `npm run check`, the quickest first. */
export function listSteps(): Step[] {
  const npm = (name: string, ...args: readonly string[]): Step => ({
    name,
    command: 'npm',
    args: ['run', '--silent', ...args],
  });
  return [npm('types', 'typecheck'), npm('lint', 'lint'), ...pythonSteps(), npm('tests', 'test', '--', ...TESTS)];
}

/** Returns the steps with Ruff, which comes with the real part `airflow` and from `requirements-dev.txt`. Without it there are none. */
function pythonSteps(): Step[] {
  const airflow = findPart('airflow');
  if (airflow === undefined) return [];
  const command = `${dirname(realpathSync(airflow))}/ruff`;
  return [
    { name: 'Python lint', command, args: ['check', '--quiet', 'airflow', 'src/airflow/loader'] },
    { name: 'Python format', command, args: ['format', '--check', '--quiet', 'airflow', 'src/airflow/loader'] },
  ];
}
