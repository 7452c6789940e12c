import type { FileReport } from './inventory.ts';
import { type Choice, type LoaderProcess, type SecondLine, startLoader } from './loader-process.ts';
import type { Clocked, Incremental, Loading, OtherCheckout, Verified } from './loading.ts';
import type { Answers, Limits, Python } from './python.ts';

/** A load whose loader has started to import Airflow. */
export interface StartedLoad {
  /** Settles when the loader begins to load: the files without a valid kept result. `undefined` if it ended before. */
  readonly begun: Promise<readonly string[] | undefined>;
  /** Asks, before `finish`, which files of another checkout have a valid kept result. Never rejects. */
  verify(other: OtherCheckout): Promise<Verified>;
  /**
   * Loads the files without a valid kept result. If a file ends the loader, each file that was loading is loaded alone to
   * find the culprit, and a new loader continues with the rest.
   * @throws UserError `airflow-missing` without a Python that has Airflow
   */
  finish(line?: SecondLine): Promise<Loading>;
  /** Ends the loader, if it has not ended. */
  stop(): Promise<void>;
}

export interface LoadOptions {
  readonly choice?: Choice;
  readonly watchesClock?: Clocked | undefined;
}

/** Starts to load DAG files: a loader needs a second or more to import Airflow. */
export function startLoad(
  python: Python,
  limits: Limits,
  answers: Answers,
  { choice = 'all', watchesClock = 'none' }: LoadOptions = {},
): StartedLoad {
  const start = (files: Choice) => startLoader(python, limits, answers, files, watchesClock);
  const loader = start(choice);
  const { begun, verify, stop } = loader;
  return { begun, verify, finish: (line) => finish(loader, line, start), stop };
}

/** Loads all DAG files, or only some, as `StartedLoad` does. */
export async function loadDags(
  python: Python,
  limits: Limits,
  answers: Answers,
  only?: readonly string[],
  { kept, watchesClock }: Incremental = {},
): Promise<Loading> {
  return startLoad(python, limits, answers, { choice: only ?? 'all', watchesClock }).finish({ kept });
}

async function finish(
  loader: LoaderProcess,
  line: SecondLine | undefined,
  start: (files: readonly string[]) => LoaderProcess,
): Promise<Loading> {
  const first = await loader.finish(line);
  const { airflow, version, surroundings, kept } = first;
  const files = first.files.filter((file) => kept.get(file)?.id === undefined);
  const reports = new Map<string, FileReport>();
  const take = (loaded: readonly FileReport[]) => {
    for (const report of loaded) reports.set(report.file, report);
  };
  const pending = () => files.filter((file) => !reports.has(file));
  take(first.reports);
  let { started } = first;
  while (pending().length > 0) {
    // A fork may be several files ahead of the loader's last report.
    const suspects = started.length > 0 ? started : pending().slice(0, 1);
    for (const file of suspects) take([await loadAlone(file, start)]);
    if (pending().length === 0) break;
    const next = await start(pending()).finish();
    take(next.reports);
    started = next.started;
  }
  const loaded = files.flatMap((file) => reports.get(file) ?? []);
  const { skipped, plugins } = first;
  return { airflow, python: version, skipped, plugins, surroundings, kept, all: first.files, files: loaded };
}

async function loadAlone(file: string, start: (files: readonly string[]) => LoaderProcess): Promise<FileReport> {
  const { reports, code, words } = await start([file]).finish();
  return reports[0] ?? { file, failure: { kind: 'died', words, ...(code === undefined ? {} : { code }) } };
}
