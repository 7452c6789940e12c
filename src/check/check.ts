import { dirname, join, relative } from 'node:path';
import { group } from '@actions/core';
import { findUnstable } from '../airflow/across-files.ts';
import { compareDags, type DagChange } from '../airflow/compare.ts';
import type { DagFinding } from '../airflow/finding.ts';
import { findProblems } from '../airflow/findings.ts';
import type { FileReport } from '../airflow/inventory.ts';
import type { Python } from '../airflow/load.ts';
import { compareLevels, formatLocation } from '../findings.ts';
import { readApprovers } from './approvers.ts';
import { type Base, checkOutBase } from './base.ts';
import { findDrift } from './drift.ts';
import type { KeptResults } from './kept-results/kept-results.ts';
import { type Incremented, loadOnce, loadTwice } from './kept-results/load-kept.ts';
import { logStatistics } from './kept-results/log-statistics.ts';
import { withKeptResults } from './kept-results/with-kept-results.ts';
import { limitsOf } from './limits.ts';
import { lintChanged } from './lint.ts';
import { openPython } from './open-python.ts';
import type { CheckOptions } from './options.ts';
import { previewDeployment } from './preview.ts';
import type { CheckResult, OnFindings, Step } from './result.ts';
import { readSamples } from './samples.ts';

/**
 * Loads every DAG file without a kept result twice in the production image, compares them with the base, and previews the deployment.
 * @throws UserError `airflow-missing`, `dags-missing`, `image-build-failed`, `samples-invalid`
 */
export async function check(options: CheckOptions, onFindings: OnFindings): Promise<CheckResult> {
  const base = await checkOutBase(options);
  try {
    return await withKeptResults(options, (results) => checkAgainst(base, results, options, onFindings));
  } finally {
    await base?.remove();
  }
}

async function checkAgainst(
  base: Base | undefined,
  results: KeptResults,
  options: CheckOptions,
  onFindings: OnFindings,
): Promise<CheckResult> {
  const { dags, policy, workspace } = options;
  const limits = limitsOf(options);
  const steps: Step[] = [];
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await group(name, work);
    steps.push({ name, milliseconds: performance.now() - start });
    return result;
  };
  const preview = step('deployment', () => previewDeployment(options, base));
  const [answers, deployment] = await Promise.all([readSamples(join(dirname(dags), 'config')), preview]);
  const runtime = deployment && 'runtime' in deployment.runtime ? deployment.runtime : undefined;
  const cached = (tag: string | undefined) => tag && `${deployment?.image}:${tag}`;
  const python = await step('image', () => openPython(options, workspace, cached(runtime?.runtime)));
  try {
    const { inventory, again, statistics } = await step('load', () => loadTwice(python, limits, answers, results));
    logStatistics('Head', statistics);
    const unstable = findUnstable(inventory.files, again.files, python.dagFolder);
    const loaded = [...findProblems(inventory.files, python.dagFolder, policy.check), ...unstable];
    const values = deployment?.change && 'values' in deployment.change ? deployment.change.values : undefined;
    const linted = await Promise.all([lintChanged(options, base), findDrift(options, inventory, values)]);
    const findings = mergeFindings(
      loaded.map((finding) => toWorkspace(finding, python, options)),
      linted.flat(),
    );
    onFindings(findings);
    const before =
      base &&
      (await step('base', () =>
        loadBase(base, cached(runtime?.before), options, (found) => loadOnce(found, limits, answers, results)),
      ));
    const changes = before && compareDags(before, inventory.files);
    return {
      inventory,
      findings,
      changes,
      approvers: base === undefined ? new Map() : await findApprovers(changes ?? [], base, options),
      deployment,
      steps,
    };
  } finally {
    await python.close();
  }
}

/** Sorts errors first. A deprecation that Airflow and ruff both report at one line appears once. */
function mergeFindings(loaded: readonly DagFinding[], linted: readonly DagFinding[]): DagFinding[] {
  const place = ({ code, location }: DagFinding) => `${code} ${formatLocation(location)}`;
  const known = new Set(linted.map(place));
  const others = loaded.filter((finding) => finding.code !== 'dag-deprecated' || !known.has(place(finding)));
  return [...others, ...linted].sort(compareLevels);
}

async function findApprovers(changes: readonly DagChange[], base: Base, { approvers, workspace, dags }: CheckOptions) {
  const removed = changes.filter(({ kind }) => kind === 'removed');
  if (removed.length === 0) return new Map();
  const approversOf = await readApprovers(base, approvers);
  return new Map(removed.map(({ id, file }) => [id, approversOf(join(relative(workspace, dags), file)) ?? []]));
}

async function loadBase(
  { directory }: Base,
  cached: string | undefined,
  options: CheckOptions,
  load: (python: Python) => Promise<Incremented>,
): Promise<readonly FileReport[]> {
  const python = await openPython(options, directory, cached);
  try {
    const { inventory, statistics } = await load(python);
    logStatistics('Base', statistics);
    return inventory.files;
  } finally {
    await python.close();
  }
}

/** Returns a finding with paths relative to the repository. */
function toWorkspace(finding: DagFinding, { dagFolder }: Python, { dags, workspace }: CheckOptions): DagFinding {
  const [there, here] = [`${dirname(dagFolder)}/`, `${relative(workspace, dirname(dags))}/`.replace(/^\/$/, '')];
  const move = (text: string) => text.replaceAll(there, here);
  const { message, location } = finding;
  return { ...finding, message: move(message), location: { ...location, file: move(location.file) } };
}
