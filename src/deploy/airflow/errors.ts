import type { ImportError } from '../../airflow-api/airflow-api.ts';
import { type DagFiles, type Difference, isFileProven } from '../../airflow-api/compare-files.ts';
import type { AirflowApiOptions } from '../../airflow-api/session.ts';
import type { PartlyLoaded } from '../../airflow-api/wait.ts';
import { UserError } from '../../errors.ts';
import { plural } from '../../plural.ts';
import { DeploymentFailure } from '../deployment-failure.ts';

/** Maximum number of errors or files in a message. */
const MAX_TOLD = 5;

interface Asked {
  readonly tag: string;
  readonly api: AirflowApiOptions;
  /** How a person rolls back, as `describeRollback` returns it. */
  readonly wayBack: string;
}

/** Returns the error for an Airflow whose state was not known in time. */
export function notKnown({ tag, api }: Omit<Asked, 'wayBack'>, limitMs: number, message: string): UserError {
  return new UserError(
    'airflow-timeout',
    `${tag} runs, but after ${plural(limitMs / 60_000, 'minute')} Airflow has not confirmed that it imports the DAGs: ${message} (${api.server}).`,
    'Check the DAG processor, then run this job again: it waits again and deploys nothing twice.',
  );
}

/** Describes an Airflow that has not certainly parsed every file in time, but that reports no import error. */
export function describePartly(
  { dags, oldErrors, paceMs }: PartlyLoaded,
  { foreign }: Difference,
  limitMs: number,
): string {
  const parsed = dags.filter(({ isParsedSinceCommit }) => isParsedSinceCommit).length;
  const limit = plural(limitMs / 60_000, 'minute');
  const pace = paceMs === undefined ? '' : ` It parses a file about every ${describePace(paceMs)}.`;
  const old = oldErrors.map(({ filename }) => filename);
  const others = foreign.map(({ dag_id: id, fileloc }) => `${id} (${fileloc})`);
  return [
    `After ${limit}, the DAG processor has parsed the files of ${parsed} of ${plural(dags.length, 'DAG')} since the commit, without an import error. A file of which Airflow lists no DAG may not have been parsed.${pace}`,
    ...(old.length === 0 ? [] : [`Import errors from before the commit: ${formatSome(old)}.`]),
    ...(others.length === 0 ? [] : [`DAGs of files that the image does not have: ${formatSome(others)}.`]),
    'Set airflow-timeout to more than twice the time between two parses of a file (min_file_process_interval).',
  ].join(' ');
}

function describePace(paceMs: number): string {
  return paceMs < 90_000 ? plural(Math.round(paceMs / 1000), 'second') : plural(Math.round(paceMs / 60_000), 'minute');
}

/**
 * Returns the error for files that Airflow cannot import. It is a `DeploymentFailure` if the deployment changed some of them.
 * @param changed the errors of files that the deployment changed
 */
export function notImported(
  { tag, api, wayBack }: Asked,
  errors: readonly ImportError[],
  changed: readonly ImportError[],
): UserError {
  const list = (some: readonly ImportError[]) => formatSome(some.map(describeImportError));
  const text = `${tag} runs, but Airflow cannot import ${errors.length} of its files: ${list(errors)} (${api.server}).`;
  const remedy = `Fix them in a pull request; its check shows the line. ${wayBack}`;
  const error = new UserError('dags-not-imported', text, remedy);
  if (changed.length === 0) return error;
  const evidence = `Airflow cannot import ${changed.length} of the files that this deployment changed: ${list(changed)}`;
  return new DeploymentFailure(error, evidence);
}

/**
 * Returns the error for an Airflow that lists DAGs of files outside the image, or none of the image's. `undefined` if neither
 * is the case.
 */
export function notOfImage(
  { tag, api }: Omit<Asked, 'wayBack'>,
  { folder, making }: DagFiles,
  { foreign, silent }: Difference,
): UserError | undefined {
  const existing = foreign.filter(isFileProven).map(({ dag_id: id, fileloc }) => `${id} (${fileloc})`);
  const isHidden = silent.length > 0 && silent.length === making.length;
  if (existing.length === 0 && !isHidden) return undefined;
  const what = isHidden ? `no DAG of its files: ${formatSome(silent)}` : `DAGs of other files: ${formatSome(existing)}`;
  return new UserError(
    'dags-mismatch',
    `${tag} runs, but Airflow lists ${what} (${api.server}).`,
    `Find what hides or replaces ${folder} of the image: a volume (dags.persistence), git-sync (dags.gitSync), another DAG bundle, or a DAG processor with another image.`,
  );
}

/** Joins the first few. */
export function formatSome(things: readonly string[]): string {
  const more = things.length > MAX_TOLD ? `; and ${things.length - MAX_TOLD} more` : '';
  return `${things.slice(0, MAX_TOLD).join('; ')}${more}`;
}

/** Returns the file and the last line of its traceback. */
function describeImportError({ filename, stack_trace: trace }: ImportError): string {
  return `${filename}: ${trace.trim().split('\n').at(-1)}`;
}
