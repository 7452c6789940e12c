import { expect, test } from '@jest/globals';
import { compareDags } from '../../../../src/airflow/changes/compare.ts';
import type { DagFinding } from '../../../../src/airflow/findings/finding.ts';
import { renderCheck } from '../../../../src/check/report/render.ts';
import type { CheckResult } from '../../../../src/check/result.ts';
import { sampleDag, sampleFile, sampleTask } from '../../airflow/sample-dag.ts';

function finding(changes: Partial<DagFinding> = {}): DagFinding {
  return { level: 'error', code: 'dag-import', message: 'ValueError', location: { file: 'a.py', line: 1 }, ...changes };
}

function result(changes: Partial<CheckResult> = {}): CheckResult {
  const inventory = { airflow: '3.3.2', python: '3.13', files: [sampleFile()] };
  const none = { findings: [], known: [], fixes: undefined, changes: [], edited: [], deployment: undefined, steps: [] };
  return { ...none, inventory, approvers: new Map(), ...changes };
}

test('the changes come before the findings', () => {
  const changes = compareDags([], [sampleFile()]);
  const text = renderCheck(result({ changes, findings: [finding()] }));
  expect(text.indexOf('🟢 added')).toBeGreaterThan(0);
  expect(text.indexOf('🟢 added')).toBeLessThan(text.indexOf('ValueError'));
});

test('a finding has what to write instead and a link, and a long message is folded', () => {
  const message = 'ValueError: the pipeline is wrong:\n- no owner\n- no schedule\n- no start';
  const text = renderCheck(result({ findings: [finding({ message })] }));
  expect(text).toContain('dag-findings.md#dag-import)');
  expect(text).toMatch(
    /the pipeline is wrong:<details><summary>3 more lines<\/summary>- no owner<br>.*<br>→ Fix the error/,
  );
});

test('what the base has too is one line with a link', () => {
  const known = [finding(), finding({ level: 'notice' })];
  const text = renderCheck(result({ known }), { hasDetails: true, whole: 'https://github.example/run' });
  expect(text).toContain('## ✅ No new errors in the DAGs');
  expect(text).toContain(
    'The base has 2 more findings, 1 error among them: [job summary](https://github.example/run).',
  );
  expect(text).not.toContain('ValueError');
});

test('a changed field is shown before and after, and has no picture', () => {
  const [before, after] = ['select 1\nfrom a', 'select 2\nfrom a'].map((sql) => [
    sampleFile({ dags: [sampleDag({ tasks: [sampleTask({ fields: { sql } })] })] }),
  ]);
  const text = renderCheck(result({ changes: compareDags(before ?? [], after ?? []) }));
  expect(text).toContain('@@ task load: sql @@\n- select 1\n+ select 2\n```');
  expect(text).not.toContain('mermaid');
});

test('a thousand changes and findings fit into a comment without their details', () => {
  const file = (id: number) => sampleFile({ file: `${id}.py`, dags: [sampleDag({ id: `orders_${id}`, tasks: [] })] });
  const changes = compareDags(
    [],
    Array.from({ length: 1_000 }, (_, id) => file(id)),
  );
  const findings = Array.from({ length: 1_000 }, (_, line) => finding({ location: { file: 'a.py', line } }));
  const text = renderCheck(result({ changes, findings }), { hasDetails: false, whole: undefined });
  expect(text).toContain('And 950 more DAGs.');
  expect(text).toContain('950 more findings are in the inventory.');
  expect(text.length).toBeLessThan(50_000);
});

test('a DAG with an edited function is named, although Airflow stores it as before', () => {
  expect(renderCheck(result({ edited: ['orders'] }))).toContain('Edited, with the same tasks and settings: orders.');
});
