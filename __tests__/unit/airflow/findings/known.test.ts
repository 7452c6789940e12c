import { expect, test } from '@jest/globals';
import type { DagFinding } from '../../../../src/airflow/findings/finding.ts';
import { groupFindings } from '../../../../src/airflow/findings/group.ts';
import { splitKnown } from '../../../../src/airflow/findings/known.ts';
import { applyLevels } from '../../../../src/airflow/findings/levels.ts';

function finding(changes: Partial<DagFinding> = {}): DagFinding {
  const location = { file: 'dags/a.py', line: 3 };
  return { level: 'warning', code: 'dag-template', message: 'broken (in x.py line 3)', location, ...changes };
}

test('a finding of the base is known, even if its lines have moved', () => {
  const moved = finding({ message: 'broken (in x.py line 9)', location: { file: 'dags/a.py', line: 8 } });
  const other = finding({ message: 'another' });
  expect(splitKnown([moved, other], [finding()], ['dags/a.py'])).toEqual({ fresh: [other], known: [moved] });
});

test('a second finding of the same text is new', () => {
  const { fresh, known } = splitKnown([finding(), finding()], [finding()], []);
  expect(fresh.length).toBe(1);
  expect(known.length).toBe(1);
});

test('an error in a changed file is never known', () => {
  const error = finding({ level: 'error' });
  expect(splitKnown([error], [error], ['dags/a.py']).fresh).toEqual([error]);
  expect(splitKnown([error], [error], ['dags/b.py']).known).toEqual([error]);
});

test('the same finding in several files is one, which counts and names the others', () => {
  const files = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => ({ file: `dags/${name}.py`, line: 1 }));
  const message = "ModuleNotFoundError: No module named 'dbt'\nsecond line";
  const [first, ...more] = groupFindings(files.map((location) => finding({ message, location })));
  expect(more).toEqual([]);
  expect(first?.message).toBe(
    "ModuleNotFoundError: No module named 'dbt' (and in 6 more: dags/b.py:1, dags/c.py:1, dags/d.py:1, dags/e.py:1, dags/f.py:1, …)\nsecond line",
  );
});

test('a missing package is one finding, wherever the import fails', () => {
  const missing = "ModuleNotFoundError: No module named 'dbt'";
  const raised = ['a', 'b'].map((name) =>
    finding({ code: 'dag-import', message: `${missing} (raised in dags/${name}.py line 3)` }),
  );
  expect(groupFindings([finding({ code: 'dag-import', message: missing }), ...raised])).toHaveLength(1);
});

test('each file that is too slow has its own finding', () => {
  const slow = ['a', 'b'].map((name) => finding({ code: 'dag-slow', location: { file: `dags/${name}.py`, line: 1 } }));
  expect(groupFindings(slow)).toEqual(slow);
});

test('the policy sets levels for paths and codes', () => {
  const levelOf = (code: string, path: string) =>
    code === 'dag-template' && path === 'dags/a.py'
      ? ('error' as const)
      : code === 'dag-cycle'
        ? ('off' as const)
        : undefined;
  const others = [finding({ code: 'dag-cycle' }), finding({ code: 'dag-slow' })];
  expect(applyLevels([finding(), ...others], levelOf).map(({ level, code }) => [level, code])).toEqual([
    ['error', 'dag-template'],
    ['warning', 'dag-slow'],
  ]);
});
