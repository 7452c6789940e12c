import { join, relative } from 'node:path';
import { compareDags, type DagChange } from '../airflow/changes/compare.ts';
import { findUnstable } from '../airflow/findings/across-files.ts';
import { groupFindings } from '../airflow/findings/group.ts';
import type { FileReport } from '../airflow/inventory.ts';
import type { Python } from '../airflow/python.ts';
import { eager } from '../eager.ts';
import { readApprovers } from './approvers.ts';
import { type Base, checkOutBase } from './base.ts';
import { explain } from './explain.ts';
import { findAll, splitAgainstBase } from './find-all.ts';
import type { KeptResults } from './kept-results/kept-results.ts';
import { startOnce, startTwice } from './kept-results/load-kept.ts';
import { logStatistics } from './kept-results/log-statistics.ts';
import { openKeptResults } from './kept-results/open-kept-results.ts';
import { limitsOf } from './limits.ts';
import { findFixes } from './lint.ts';
import { openPython } from './open-python.ts';
import type { CheckOptions } from './options.ts';
import { previewDeployment } from './preview.ts';
import type { CheckResult, OnFindings } from './result.ts';
import { readSamples } from './samples.ts';
import { type StartedBase, startBase } from './start-base.ts';
import { recordSteps } from './steps.ts';

/**
 * Loads every DAG file without a kept result twice in the production image, compares them with the base, and previews the deployment.
 * @throws UserError `airflow-missing`, `dags-missing`, `image-build-failed`, `samples-invalid`
 */
export async function check(options: CheckOptions, onFindings: OnFindings): Promise<CheckResult> {
  const opening = eager(openKeptResults(options));
  const base = await checkOutBase(options);
  try {
    const { results, keep } = await opening;
    const checked = await checkAgainst(base, results, options, onFindings);
    await keep();
    return checked;
  } finally {
    base?.remove();
  }
}

async function checkAgainst(
  base: Base | undefined,
  results: () => KeptResults,
  options: CheckOptions,
  onFindings: OnFindings,
): Promise<CheckResult> {
  const { workspace } = options;
  const limits = limitsOf(options);
  const { steps, step } = recordSteps();
  const preview = step('deployment', () => previewDeployment(options, base));
  const [answers, deployment] = await Promise.all([readSamples(options.root), preview]);
  const runtime = deployment && 'runtime' in deployment.runtime ? deployment.runtime : undefined;
  const cached = (tag: string | undefined) => tag && `${deployment?.image}:${tag}`;
  const python = await step('image', () => openPython(options, workspace, cached(runtime?.runtime)));
  const head = startTwice(python, limits, answers, results);
  const start = (found: Python) => startOnce(found, limits, answers, results);
  const loads = { results, verify: head.verify, start };
  let early: StartedBase | undefined;
  try {
    early = base && (await step('image of the base', () => startBase(base, cached(runtime?.before), options, loads)));
    const { inventory, again, statistics } = await step('load', () => head.finish());
    logStatistics('Head', statistics);
    const values = deployment?.change && 'values' in deployment.change ? deployment.change.values : undefined;
    const unstable = findUnstable(inventory.files, again.files, python.dagFolder);
    const found = await findAll({ inventory, unstable, python, base, options, values, checkout: workspace });
    const before = early && (await step('base', early.finish));
    const source = { inventory, base, options, values };
    const split = await splitAgainstBase(found, before, source, python);
    const [findings, rest] = [groupFindings(split.fresh), groupFindings(split.known)];
    onFindings(findings.map(explain));
    const changes = before && compareDags(before, inventory.files, again.files);
    return {
      inventory,
      findings,
      known: rest,
      fixes: await findFixes(options, base),
      changes,
      edited: editedDags(inventory.files, changes ?? [], base, options),
      approvers: base === undefined ? new Map() : await findApprovers(changes ?? [], base, options),
      deployment,
      steps,
    };
  } finally {
    await head.stop();
    await early?.close();
    await python.close();
  }
}

/** Returns the DAGs of changed files that Airflow would store as before: their functions may have changed. */
function editedDags(
  files: readonly FileReport[],
  changes: readonly DagChange[],
  base: Base | undefined,
  { workspace, dags }: CheckOptions,
): readonly string[] {
  const touched = new Set(base?.changed);
  const listed = new Set(changes.map(({ id }) => id));
  return files
    .filter(({ file }) => touched.has(join(relative(workspace, dags), file)))
    .flatMap(({ dags: found = [] }) => found.map(({ id }) => id).filter((id) => !listed.has(id)));
}

async function findApprovers(changes: readonly DagChange[], base: Base, { approvers, workspace, dags }: CheckOptions) {
  const removed = changes.filter(({ kind }) => kind === 'removed');
  if (removed.length === 0) return new Map();
  const approversOf = await readApprovers(base, approvers);
  return new Map(removed.map(({ id, file }) => [id, approversOf(join(relative(workspace, dags), file)) ?? []]));
}
