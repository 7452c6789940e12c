import { join, relative } from 'node:path';
import { compareDags, type DagChange } from '../airflow/changes/compare.ts';
import { findUnstable } from '../airflow/findings/across-files.ts';
import { groupFindings } from '../airflow/findings/group.ts';
import type { FileReport } from '../airflow/inventory.ts';
import { eager } from '../eager.ts';
import { readApprovers } from './approvers.ts';
import { type Base, checkOutBase } from './base.ts';
import { explain } from './explain.ts';
import { findAll, splitAgainstBase } from './find-all.ts';
import type { KeptResults } from './kept-results/kept-results.ts';
import { logStatistics } from './kept-results/log-statistics.ts';
import { openKeptResults } from './kept-results/open-kept-results.ts';
import { findFixes } from './lint.ts';
import type { CheckOptions } from './options.ts';
import { previewDeployment } from './preview.ts';
import type { CheckResult, OnFindings } from './result.ts';
import { type StartedBase, startBase } from './start-base.ts';
import { type StartedHead, startHead } from './start-head.ts';
import { recordSteps } from './steps.ts';

/**
 * Loads every DAG file without a kept result twice in the production image, compares them with the base, and previews the deployment.
 * @throws UserError `airflow-missing`, `dags-missing`, `image-build-failed`, `samples-invalid`
 */
export async function check(options: CheckOptions, onFindings: OnFindings): Promise<CheckResult> {
  const opening = eager(openKeptResults(options));
  // An interpreter imports Airflow while git checks out the base. An image may need layers that the preview names.
  const early = options.python === undefined ? undefined : eager(startHead(options));
  const checkout = eager(checkOutBase(options));
  try {
    const [base, { results, keep }] = await Promise.all([checkout, opening]);
    const checked = await checkAgainst(base, early, results, options, onFindings);
    await keep();
    return checked;
  } finally {
    const [base, head] = await Promise.allSettled([checkout, early]);
    if (head.status === 'fulfilled') await head.value?.stop();
    if (base.status === 'fulfilled') base.value?.remove();
  }
}

async function checkAgainst(
  base: Base | undefined,
  started: Promise<StartedHead> | undefined,
  openResults: () => KeptResults,
  options: CheckOptions,
  onFindings: OnFindings,
): Promise<CheckResult> {
  const { steps, step } = recordSteps();
  const deployment = await step('deployment', () => previewDeployment(options, base));
  const runtime = deployment && 'runtime' in deployment.runtime ? deployment.runtime : undefined;
  const cached = (tag: string | undefined) => tag && `${deployment?.image}:${tag}`;
  const head = await step('image', () => started ?? startHead(options, cached(runtime?.runtime)));
  const { python } = head;
  let before: StartedBase | undefined;
  try {
    const results = openResults();
    before =
      base && (await step('image of the base', () => startBase(base, cached(runtime?.before), options, head, results)));
    const { inventory, again, statistics } = await step('load', () => head.finish(results));
    logStatistics('Head', statistics);
    const values = deployment?.change && 'values' in deployment.change ? deployment.change.values : undefined;
    const source = { inventory, base, options, values };
    const unstable = findUnstable(inventory.files, again.files, python.dagFolder);
    const [found, files, fixes] = await Promise.all([
      findAll({ ...source, unstable, python, checkout: options.workspace }),
      before && step('base', before.finish),
      findFixes(options, base),
    ]);
    const split = await splitAgainstBase(found, files, source, python);
    const [findings, known] = [groupFindings(split.fresh), groupFindings(split.known)];
    onFindings(findings.map(explain));
    const changes = files && compareDags(files, inventory.files, again.files);
    return {
      ...{ inventory, findings, known, fixes, changes, deployment, steps },
      edited: editedDags(inventory.files, changes ?? [], base, options),
      approvers: base === undefined ? new Map() : await findApprovers(changes ?? [], base, options),
    };
  } finally {
    await head.stop();
    await before?.stop();
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
