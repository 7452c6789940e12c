import type { FileReport } from '../../airflow/inventory.ts';
import { startLoad } from '../../airflow/load.ts';
import type { LoadedFile, Loading } from '../../airflow/loading.ts';
import type { Answers, Limits, Python } from '../../airflow/python.ts';
import type { Incremented } from './incremented.ts';
import { keepable, reportOf } from './keep.ts';
import type { KeptResult } from './kept-result.ts';
import type { KeptResults } from './kept-results.ts';
import { otherCheckout, seemsToNeedLoader, validResults } from './other-checkout.ts';

/** A load of the files without a valid kept result, whose loader has started. */
export interface StartedOnce {
  /** Loads them. Adds the results to those of earlier loads. */
  finish(results: KeptResults): Promise<Incremented>;
  stop(): Promise<void>;
}

export interface StartedTwice extends StartedOnce {
  /** Returns the kept results of another checkout, if each of its files has a valid one. Call it before `finish`. */
  verify(other: Python, results: KeptResults): Promise<readonly KeptResult[] | undefined>;
}

/**
 * Starts to load the files without a valid kept result in two parallel processes: a difference between the results does
 * not come from the text of the file. The first one lists the files and verifies the kept results; the second one can
 * verify those of another checkout in the meantime.
 */
export function startTwice(python: Python, limits: Limits, answers: Answers): StartedTwice {
  const share = { ...limits, processes: Math.max(1, Math.ceil(limits.processes / 2)) };
  const first = startLoad(python, share, answers, { watchesClock: 'even' });
  const second = startLoad(python, share, answers, { choice: 'later', watchesClock: 'odd' });
  return {
    verify: async (other, results) => {
      const checkout = otherCheckout(other, python);
      if (checkout === undefined || (await seemsToNeedLoader(other, results))) return undefined;
      const kept = results.request(() => true);
      const resultsOf = results.remember();
      return validResults(await second.verify({ ...checkout, kept }), resultsOf);
    },
    finish: async (results) => {
      const loading = first.finish({ kept: results.request(({ isCompared }) => isCompared) });
      const files = await first.begun;
      const loadings = [loading, files === undefined ? loading : second.finish({ files })] as const;
      return merge(await Promise.all(loadings), python, results);
    },
    stop: async () => {
      await Promise.all([first.stop(), second.stop()]);
    },
  };
}

/** Starts to load files once. */
export function startOnce(python: Python, limits: Limits, answers: Answers): StartedOnce {
  const { finish, stop } = startLoad(python, limits, answers, { watchesClock: 'all' });
  return {
    finish: async (results) => merge([await finish({ kept: results.request(() => true) })], python, results),
    stop,
  };
}

function merge(loadings: readonly [Loading, ...Loading[]], python: Python, results: KeptResults): Incremented {
  const [first] = loadings;
  const last = loadings.at(-1) ?? first;
  const loads = Map.groupBy<string, LoadedFile>(
    loadings.flatMap(({ files }) => files),
    ({ file }) => file,
  );
  const { airflow, python: version, skipped = [], plugins = [] } = first;
  results.see(first.all);
  // Taken before the new results are added, because an id is an index.
  const known = new Map(first.all.map((file) => [file, results.of(file)[first.kept.get(file)?.id ?? -1]]));
  const unkept = new Map<string, string>();
  const files = first.all.flatMap((file): FileReport[] => {
    const result = known.get(file);
    if (result !== undefined) {
      results.use(result);
      return [results.reportOf(result, python)];
    }
    const loaded = loads.get(file) ?? [];
    const outcome = keepable(loaded, first, python);
    if ('result' in outcome) results.add(outcome.result);
    else unkept.set(file, outcome.reason);
    return loaded.slice(0, 1).map(reportOf);
  });
  const loaded = first.all.filter((file) => known.get(file) === undefined);
  return {
    inventory: { airflow, python: version, skipped, plugins, files },
    again: { airflow: last.airflow, python: last.python, files: last.files.map(reportOf) },
    statistics: {
      kept: first.all.length - loaded.length,
      loaded: new Map(loaded.map((file) => [file, first.kept.get(file)?.because ?? 'it is new'])),
      unkept,
    },
  };
}
