import { group, info } from '@actions/core';
import { writeSummary } from '../action/summary.ts';
import { AirflowApi, type AirflowApiOptions, type ImportError } from '../airflow-api/airflow-api.ts';
import { waitForDags } from '../airflow-api/wait.ts';
import { UserError } from '../errors.ts';

export interface AirflowOptions {
  readonly api: AirflowApiOptions;
  /** How long to wait until all DAG files are parsed, in milliseconds. */
  readonly limitMs: number;
}

/** So many errors are told in words. */
const MAX_TOLD = 5;

/**
 * Asks the Airflow that was rolled out whether it imports every DAG file, which no health tells.
 * @throws UserError `dags-not-imported`, `airflow-…`: the commit stands and runs
 */
export async function askAirflow({ api, limitMs }: AirflowOptions, tag: string): Promise<void> {
  const seen = await group('airflow', () => waitForDags(new AirflowApi(api), limitMs));
  if (seen.kind === 'out-of-time') {
    throw new UserError(
      'airflow-time',
      `${tag} runs, but after ${limitMs / 60_000} minutes it is not known whether its DAGs are imported: ${seen.message} (${api.server}).`,
      'Look at the DAG processor, then run this job again: it waits again and deploys nothing twice.',
    );
  }
  const { dags, importErrors } = seen;
  if (importErrors.length > 0) {
    throw new UserError(
      'dags-not-imported',
      `${tag} runs, but Airflow cannot import ${importErrors.length} of its files: ${importErrors.slice(0, MAX_TOLD).map(tell).join('; ')} (${api.server}).`,
      'Mend them by a pull request, whose check shows the line; or go back: run this action with rollback-to (the summary lists the tags) and a reason.',
    );
  }
  const sentence = `🌬️ Airflow lists ${dags.length} DAGs, and imports every file`;
  info(sentence);
  await writeSummary(`${sentence}\n`).catch((failure) => info(`The job summary could not be written: ${failure}`));
}

/** The file, and what its traceback ends with. */
function tell({ filename, stack_trace: trace }: ImportError): string {
  return `${filename}: ${trace.trim().split('\n').at(-1)}`;
}
