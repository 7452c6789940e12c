import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExitCode, error, info, warning } from '@actions/core';
import { setOutputs } from '../action/outputs.ts';
import { writeSummary } from '../action/summary.ts';
import type { Checked } from './check.ts';
import { commentCheck } from './comment.ts';
import type { CheckOptions } from './inputs.ts';
import { renderCheck } from './render.ts';

/** GitHub shows so many annotations of each level for a step; all are in the summary. */
const MAX_ANNOTATIONS = 10;

/** Annotations at the lines of the code, the most important first; the summary; outputs. An error makes the step red. */
export async function reportCheck({ temp, comment }: CheckOptions, checked: Checked): Promise<void> {
  const { findings, inventory, changes } = checked;
  for (const level of ['error', 'warning'] as const) {
    const some = findings.filter((finding) => finding.level === level);
    for (const { message, code, path, line } of some.slice(0, MAX_ANNOTATIONS)) {
      (level === 'error' ? error : warning)(message, { title: code, file: path, startLine: line });
    }
    if (some.length > MAX_ANNOTATIONS) info(`${some.length - MAX_ANNOTATIONS} more: see the job summary.`);
  }
  const errors = findings.filter(({ level }) => level === 'error').length;
  const dags = inventory.files.reduce((sum, { dags: found = [] }) => sum + found.length, 0);
  info(`${inventory.files.length} files, ${dags} DAGs, ${errors} errors, ${findings.length - errors} warnings.`);
  const path = join(temp, 'flux-airflow-inventory.json');
  await writeFile(path, JSON.stringify({ ...inventory, findings, changes: changes ?? null }));
  setOutputs({
    outcome: errors === 0 ? 'passed' : 'failed',
    errors: String(errors),
    warnings: String(findings.length - errors),
    dags: String(dags),
    inventory: path,
  });
  await writeSummary(renderCheck(checked)).catch((failure) => info(`The job summary could not be written: ${failure}`));
  if (comment !== undefined) await commentCheck(comment, checked);
  if (errors > 0) process.exitCode = ExitCode.Failure;
}
