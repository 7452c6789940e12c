import { group, info } from '@actions/core';
import { AirflowApi } from '../../airflow-api/airflow-api.ts';
import { compareFiles, type DagFiles, type Difference } from '../../airflow-api/compare-files.ts';
import { type Loaded, type PartlyLoaded, waitForDags } from '../../airflow-api/wait.ts';
import { plural } from '../../plural.ts';
import { annotate } from '../../runner/annotate.ts';
import { writeSummary } from '../../runner/summary.ts';
import type { AirflowOptions } from '../options.ts';
import { type ChangedFiles, isIn } from './changed-files.ts';
import { describePartly, formatSome, notImported, notKnown, notOfImage } from './errors.ts';

interface DeployedDags {
  readonly tag: string;
  /** How a person rolls back, as `describeRollback` returns it. */
  readonly wayBack: string;
  /** The DAG files of the image; `undefined` if they are not known. */
  readonly files: DagFiles | undefined;
  /** The time since the commit, in milliseconds. */
  readonly sinceCommitMs: number;
  /** Returns the files that the deployment changed, by their absolute paths; `undefined` if they are not known. */
  readonly findChanged: () => Promise<ChangedFiles | undefined>;
}

/**
 * Checks that the deployed Airflow imports every DAG file, which no health check covers, and that its DAGs come from the
 * files of the image, if those are known. Returns whether every file was certainly parsed.
 * @throws UserError `dags-not-imported`, `dags-mismatch`, `airflow-timeout`; AirflowApiError. The deployment is running
 */
export async function checkAirflow(
  { api, limitMs }: AirflowOptions,
  { tag, wayBack, files, sinceCommitMs, findChanged }: DeployedDags,
): Promise<boolean> {
  const asked = { tag, api, wayBack };
  const differ = ({ dags }: Pick<Loaded, 'dags'>) => (files === undefined ? NO_DIFFERENCE : compareFiles(dags, files));
  const isExpected = (loaded: Loaded) => {
    const { foreign, silent } = differ(loaded);
    return loaded.importErrors.length + foreign.length + silent.length === 0;
  };
  const seen = await group('airflow', () => waitForDags(new AirflowApi(api), { limitMs, sinceCommitMs, isExpected }));
  if (seen.kind === 'out-of-time') throw notKnown(asked, limitMs, seen.message);
  const { importErrors } = seen;
  if (importErrors.length > 0) {
    const changed = await findChanged();
    const own = importErrors.filter((error) => changed !== undefined && isIn(error, changed));
    throw notImported(asked, importErrors, own);
  }
  const difference = differ(seen);
  if (seen.kind === 'partly-loaded') {
    reportPartly(seen, difference, limitMs);
    return false;
  }
  const other = files === undefined ? undefined : notOfImage(asked, files, difference);
  if (other !== undefined) throw other;
  if (difference.silent.length > 0) warnOfSilent(difference.silent);
  const sentence = `🌬️ Airflow lists ${plural(seen.dags.length, 'DAG')}, and imports every file${describeComparison(files, difference)}`;
  info(sentence);
  writeSummary('airflow', sentence);
  return true;
}

const NO_DIFFERENCE: Difference = { foreign: [], silent: [] };

/** Reports files without an error, of which some may not have been parsed. */
function reportPartly(seen: PartlyLoaded, difference: Difference, limitMs: number): void {
  annotate('warning', 'DAGs not fully checked', describePartly(seen, difference, limitMs));
  const parsed = seen.dags.filter(({ isParsedSinceCommit }) => isParsedSinceCommit);
  const sentence = `🌬️ Airflow parsed ${parsed.length} of ${plural(seen.dags.length, 'DAG')} since the commit, without an import error`;
  info(sentence);
  writeSummary('airflow', sentence);
}

function warnOfSilent(files: readonly string[]): void {
  const message = `Airflow lists no DAG of ${formatSome(files)}: the source creates one, but the import does not.`;
  annotate('warning', 'DAGs not listed', message);
}

function describeComparison(files: DagFiles | undefined, { foreign }: Difference): string {
  if (files === undefined) return '; the DAG files of the image are not known';
  if (foreign.length === 0) return `; its DAGs come from ${files.folder} of the image`;
  return `; ${formatSome(foreign.map(({ dag_id: id }) => id))} will disappear, because the file was deleted`;
}
