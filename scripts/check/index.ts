/**
 * `npm run check`: what a pull request fails by, apart from the tests that take minutes. It runs all steps, also after
 * one that failed, and names the failed ones at the end.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { listSteps, type Step } from './steps.ts';

const ROOT = resolve(import.meta.dirname, '../..');

console.log('npm run check: about 90 seconds on two cores, if nothing else uses the machine');
const steps = listSteps();
if (!steps.some(({ name }) => name.startsWith('Python')))
  console.log('Without ruff the Python files are not checked: scripts/real-parts airflow');
const failed = steps.filter((step) => !succeeds(step)).map(({ name }) => name);
console.log(failed.length === 0 ? 'All checks passed' : `Failed: ${failed.join(', ')}`);
if (failed.length > 0) process.exitCode = 1;

function succeeds({ name, command, args }: Step): boolean {
  const start = performance.now();
  console.log(`\n== ${name}`);
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' });
  if (error !== undefined) console.error(error.message);
  console.log(
    `== ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${Math.round((performance.now() - start) / 1_000)} s`,
  );
  return status === 0;
}
