import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ExitCode, info } from '@actions/core';
import type { DagFinding } from '../../airflow/findings/finding.ts';
import { countLevels } from '../../findings.ts';
import { plural } from '../../plural.ts';
import { setOutputs } from '../../runner/outputs.ts';
import { referenceUrl } from '../../runner/reference-url.ts';
import { MAX_ANNOTATIONS } from '../../runner/report-findings.ts';
import { writeSummary } from '../../runner/summary.ts';
import { writeReport } from '../kept-results/portable-report.ts';
import type { CheckOptions } from '../options.ts';
import type { CheckResult, DeploymentPreview } from '../result.ts';
import { writeAllFindings } from './check-run.ts';
import { commentCheck } from './comment.ts';
import { renderCheck } from './render.ts';

/** Writes outputs, summary and comment, and a check run if a step cannot annotate all findings. An error fails the step. */
export async function reportCheck(
  { temp, comment, pullRequest, runUrl, workspace, dags: folder }: CheckOptions,
  checked: CheckResult,
): Promise<void> {
  const { findings, known, fixes, inventory } = checked;
  const { errors, warnings, notices } = countLevels(findings);
  const hasMore = Math.max(errors, warnings, notices) > MAX_ANNOTATIONS;
  const dags = inventory.files.reduce((sum, { dags: found = [] }) => sum + found.length, 0);
  info(
    `${plural(inventory.files.length, 'file')}, ${plural(dags, 'DAG')}, ${plural(errors, 'error')}, ${plural(warnings, 'warning')}, ${plural(notices, 'notice')}${known.length === 0 ? '' : `; ${known.length} more on the base`}.`,
  );
  const path = join(temp, 'flux-airflow-inventory.json');
  await writeFile(path, formatInventory(checked));
  const patch = fixes === undefined ? '' : join(temp, 'flux-airflow-fixes.patch');
  if (fixes !== undefined) await writeFile(patch, fixes);
  setOutputs({
    outcome: errors === 0 ? 'passed' : 'failed',
    errors: String(errors),
    warnings: String(warnings),
    dags: String(dags),
    inventory: path,
    fixes: patch,
  });
  const more = findings.length === 0 ? '' : `How to fix each finding: ${referenceUrl('dag-findings.md')}`;
  if (more !== '') info(more);
  writeSummary('headline', `${renderCheck(checked)}\n${more}\n\n${formatSteps(checked)}`);
  if (pullRequest !== undefined) {
    await Promise.all([
      comment ? commentCheck(pullRequest, checked, relative(workspace, folder) || '.', runUrl) : undefined,
      hasMore ? writeAllFindings(pullRequest, checked) : undefined,
    ]);
  }
  if (errors > 0) process.exitCode = ExitCode.Failure;
}

function formatInventory({ inventory, findings, known, changes, deployment }: CheckResult): string {
  const { files, ...versions } = inventory;
  const others = JSON.stringify({
    ...versions,
    findings: findings.map(flatten),
    known: known.map(flatten),
    changes: changes ?? null,
    deployment: summarise(deployment),
  });
  return `{"files":[${files.map(writeReport).join(',')}],${others.slice(1)}`;
}

function formatSteps({ steps }: CheckResult): string {
  return steps.map(({ name, milliseconds }) => `${name} ${(milliseconds / 1000).toFixed(1)} s`).join(' · ');
}

/** Returns a finding for the JSON inventory, with path and line at the top level. */
function flatten({ location: { file: path, line }, ...finding }: DagFinding): object {
  return { ...finding, path, line };
}

/** Returns the preview for the JSON inventory, without the text of the values file. */
function summarise(deployment: DeploymentPreview | undefined): object | null {
  if (deployment === undefined) return null;
  const { image, tag, target, runtime, change } = deployment;
  if (change === undefined || 'rejection' in change) return { image, tag, target, runtime, change: change ?? null };
  const { values: _, ...rest } = change;
  return { image, tag, target, runtime, change: rest };
}
