import { relative, resolve } from 'node:path';
import { checkFolder } from '../airflow/findings/check-folder.ts';
import { findProblems } from '../airflow/findings/find-problems.ts';
import type { DagFinding } from '../airflow/findings/finding.ts';
import { type Split, splitKnown } from '../airflow/findings/known.ts';
import { applyLevels } from '../airflow/findings/levels.ts';
import type { FileReport, Inventory } from '../airflow/inventory.ts';
import type { Python } from '../airflow/python.ts';
import { matchesPattern } from '../approval/codeowners.ts';
import { compareLevels } from '../findings.ts';
import type { Values } from '../values/yaml/values.ts';
import type { Base } from './base.ts';
import { codeFolder } from './code-root.ts';
import { findDrift } from './drift.ts';
import { lintChanged } from './lint.ts';
import type { CheckOptions } from './options.ts';

/** What the findings of one checkout are made of. */
export interface Source {
  readonly inventory: Inventory;
  readonly options: CheckOptions;
  readonly base: Base | undefined;
  readonly values: Values | undefined;
}

/** Files that change what an interpreter has, or what samples answer. */
const ENVIRONMENT =
  /(?:^|\/)(?:requirements[^/]*\.(?:txt|in)|constraints[^/]*\.txt|pyproject\.toml|setup\.(?:py|cfg)|uv\.lock|poetry\.lock|Pipfile(?:\.lock)?|Dockerfile[^/]*|packages\.txt|config\/(?:variables|connections)\.json|airflow_settings\.yaml)$/;

/** Returns all findings of the checkout in a folder, at the levels of the policy, the most severe first. */
export async function findAll(
  source: Source & { readonly python: Python; readonly unstable: readonly DagFinding[]; readonly checkout: string },
): Promise<DagFinding[]> {
  const { inventory, options, base, values, python, unstable, checkout } = source;
  const { dagFolder } = python;
  const loaded = [
    ...findProblems(inventory.files, dagFolder, options.policy.check),
    ...checkFolder(inventory, dagFolder),
    ...unstable,
  ].map((finding) => toWorkspace(finding, python, options));
  const inside = (path: string) => resolve(checkout, relative(options.workspace, path));
  const [linted, drift] = await Promise.all([
    lintChanged(options, base, inventory.airflow, checkout),
    findDrift({ ...options, workspace: checkout, file: inside(options.file) }, inventory, values),
  ]);
  // Where ruff finds a deprecation, it says more than Airflow's own warning at import.
  const others = loaded.filter(({ code, location }) => code !== 'dag-deprecated' || !linted.files.has(location.file));
  const merged = [...others, ...linted.findings, ...drift];
  return applyLevels(merged, (code, path) => {
    const rule = options.policy.check.levels.findLast(
      ({ pattern, levels }) => levels[code] !== undefined && matchesPattern(pattern, path),
    );
    return rule?.levels[code];
  }).sort(compareLevels);
}

/** Codes whose findings do not come from a file's own load, so that the base has none: an unchanged file keeps them. */
const CARRIED: readonly DagFinding['code'][] = ['dag-unstable', 'dag-plugin', 'dag-skipped'];

/** Separates the findings that the base has too. `before`: its files; without them, or without a base, none is known. */
export async function splitAgainstBase(
  found: readonly DagFinding[],
  before: readonly FileReport[] | undefined,
  source: Source,
  python: Python,
): Promise<Split> {
  const { base, options, inventory } = source;
  if (before === undefined || base === undefined || !isComparable(options, base)) return { fresh: found, known: [] };
  const there = { ...source, base, inventory: { ...inventory, files: before, skipped: [], plugins: [] } };
  return splitKnown(found, await findInBase(there, python, found), base.changed);
}

/** Returns the findings of the base. `found`: those of the pull request. */
async function findInBase(
  source: Source & { readonly base: Base },
  python: Python,
  found: readonly DagFinding[],
): Promise<DagFinding[]> {
  const { options, base } = source;
  const { directory } = base;
  const inside = (path: string) => resolve(directory, relative(options.workspace, path));
  const place =
    options.python === undefined
      ? python
      : { ...python, dagFolder: inside(options.dags), roots: [inside(options.root)] };
  const changed = new Set(base.changed);
  const carried = found.filter(({ code, location }) => CARRIED.includes(code) && !changed.has(location.file));
  const before = await findAll({ ...source, python: place, unstable: [], checkout: directory });
  return [...before, ...carried];
}

/** Returns whether the base was loaded as it was deployed: an interpreter has the packages of the pull request. */
function isComparable({ python }: CheckOptions, { changed }: Base): boolean {
  return python === undefined || !changed.some((path) => ENVIRONMENT.test(path));
}

/** Returns a finding with paths relative to the repository. */
function toWorkspace(finding: DagFinding, { dagFolder }: Python, options: CheckOptions): DagFinding {
  const { dags, root, workspace } = options;
  const there = codeFolder(dagFolder, options);
  const here = relative(workspace, there === dagFolder ? dags : root);
  const move = (text: string) => text.replaceAll(`${there}/`, here === '' ? '' : `${here}/`);
  const { message, location } = finding;
  return { ...finding, message: move(message), location: { ...location, file: move(location.file) } };
}
