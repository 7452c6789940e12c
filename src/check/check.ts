import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { group } from '@actions/core';
import { findUnstable } from '../airflow/across-files.ts';
import { compareDags, type DagChange } from '../airflow/compare.ts';
import { type DagFinding, findProblems } from '../airflow/findings.ts';
import type { FileReport, Inventory } from '../airflow/inventory.ts';
import { type Answers, type Limits, loadDags, type Python } from '../airflow/load.ts';
import { UserError } from '../errors.ts';
import { checkOutBase } from './base.ts';
import type { CheckOptions } from './inputs.ts';
import { openPython } from './open-python.ts';

const DEFAULT_SECONDS = 30;
const DEFAULT_MEMORY_MB = 1024;

export interface Checked {
  readonly inventory: Inventory;
  /** Paths from the root of the workspace. */
  readonly findings: readonly DagFinding[];
  /** `undefined`: there is nothing to compare with. */
  readonly changes: readonly DagChange[] | undefined;
}

/**
 * Loads every DAG file as it will be in production, twice, and those of the base.
 * @throws UserError `airflow-missing`, `dags-missing`, `image-build-failed`
 */
export async function check(options: CheckOptions): Promise<Checked> {
  const { dags, workspace, policy, processes } = options;
  const limits: Limits = {
    secondsPerFile: policy.check.secondsPerFile ?? DEFAULT_SECONDS,
    memoryMbPerFile: policy.check.memoryMbPerFile ?? DEFAULT_MEMORY_MB,
    processes,
  };
  const answers = await readAnswers(join(dirname(dags), 'config'));
  const python = await group('image', () => openPython(options, workspace));
  try {
    const inventory = await group('load', () => loadDags(python, limits, answers));
    const problems = findProblems(inventory.files, python.dagFolder, policy.check);
    const unstable = await findMoving(inventory.files, python, limits, answers);
    const findings = [...problems, ...unstable].map((finding) => toWorkspace(finding, python, options));
    const changes = await group('base', () => compareWithBase(inventory.files, options, limits, answers));
    return { inventory, findings, changes };
  } finally {
    await python.close();
  }
}

async function findMoving(
  files: readonly FileReport[],
  python: Python,
  limits: Limits,
  answers: Answers,
): Promise<DagFinding[]> {
  const withDags = files.filter(({ dags = [] }) => dags.length > 0).map(({ file }) => file);
  if (withDags.length === 0) return [];
  const again = await loadDags(python, limits, answers, withDags);
  return findUnstable(files, again.files, python.dagFolder);
}

async function compareWithBase(
  files: readonly FileReport[],
  options: CheckOptions,
  limits: Limits,
  answers: Answers,
): Promise<readonly DagChange[] | undefined> {
  const base = await checkOutBase(options);
  if (base === undefined) return undefined;
  try {
    const python = await openPython(options, base.directory);
    try {
      return compareDags((await loadDags(python, limits, answers)).files, files);
    } finally {
      await python.close();
    }
  } finally {
    await base.remove();
  }
}

/** A finding with its paths as the repository has them. */
function toWorkspace(finding: DagFinding, { dagFolder }: Python, { dags, workspace }: CheckOptions): DagFinding {
  const [there, here] = [`${dirname(dagFolder)}/`, `${relative(workspace, dirname(dags))}/`.replace(/^\/$/, '')];
  const move = (text: string) => text.replaceAll(there, here);
  return { ...finding, path: move(finding.path), message: move(finding.message) };
}

/** Samples for what DAGs read, in the format of `airflow variables export` and `airflow connections export`. */
async function readAnswers(folder: string): Promise<Answers> {
  const [variables, connections] = await Promise.all(
    ['variables.json', 'connections.json'].map((name) => readObject(join(folder, name))),
  );
  const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return {
    variables: Object.fromEntries(Object.entries(variables ?? {}).map(([key, value]) => [key, asText(value)])),
    connections: Object.keys(connections ?? {}),
  };
}

async function readObject(path: string): Promise<Record<string, unknown>> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError('samples-invalid', `${path} is not JSON.`, 'Write it as “airflow variables export” does.', {
      cause,
    });
  }
}
