import type { AirflowApiOptions, ImportError } from '../../airflow-api/airflow-api.ts';
import { type DagFiles, type Difference, isStanding } from '../../airflow-api/compare-files.ts';
import { UserError } from '../../errors.ts';
import { plural } from '../../plural.ts';

/** So many errors or files are told in words. */
const MAX_TOLD = 5;

interface Asked {
  readonly tag: string;
  readonly api: AirflowApiOptions;
}

/** The error of an Airflow that has not said enough in time. */
export function notKnown({ tag, api }: Asked, limitMs: number, message: string): UserError {
  return new UserError(
    'airflow-timeout',
    `${tag} runs, but after ${plural(limitMs / 60_000, 'minute')} it is not known whether its DAGs are imported: ${message} (${api.server}).`,
    'Look at the DAG processor, then run this job again: it waits again and deploys nothing twice.',
  );
}

/** The error of files that Airflow cannot import. */
export function notImported({ tag, api }: Asked, errors: readonly ImportError[]): UserError {
  return new UserError(
    'dags-not-imported',
    `${tag} runs, but Airflow cannot import ${errors.length} of its files: ${formatSome(errors.map(describeImportError))} (${api.server}).`,
    'Fix them in a pull request; its check shows the line. To go back: run this action with operation: rollback, rollback-to (the summary lists the tags) and a reason.',
  );
}

/**
 * The error of an Airflow that lists DAGs of other files than the image's, or none of its own; `undefined` where it does
 * neither.
 */
export function notOfImage(
  { tag, api }: Asked,
  { folder, making }: DagFiles,
  { foreign, silent }: Difference,
): UserError | undefined {
  const standing = foreign.filter(isStanding).map(({ dag_id: id, fileloc }) => `${id} (${fileloc})`);
  const isHidden = silent.length > 0 && silent.length === making.length;
  if (standing.length === 0 && !isHidden) return undefined;
  const what = isHidden ? `no DAG of its files: ${formatSome(silent)}` : `DAGs of others: ${formatSome(standing)}`;
  return new UserError(
    'dags-mismatch',
    `${tag} runs, but Airflow lists ${what} (${api.server}).`,
    `Look what stands in the place of the image’s ${folder}: a volume (dags.persistence), git-sync (dags.gitSync), another DAG bundle, or a DAG processor with another image.`,
  );
}

/** The first few of them. */
export function formatSome(things: readonly string[]): string {
  const more = things.length > MAX_TOLD ? `; and ${things.length - MAX_TOLD} more` : '';
  return `${things.slice(0, MAX_TOLD).join('; ')}${more}`;
}

/** The file, and what its traceback ends with. */
function describeImportError({ filename, stack_trace: trace }: ImportError): string {
  return `${filename}: ${trace.trim().split('\n').at(-1)}`;
}
