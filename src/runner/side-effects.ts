import { AdapterError, UserError } from '../errors.ts';
import { blockIfCancelled } from './cancellation.ts';

/** The entry points, by the names that errors use. */
export type Entry = 'build' | 'bump-values' | 'check' | 'deploy' | 'guard' | 'protect' | 'push' | 'status';

/** A change that remains when the run fails later. */
type SideEffect = 'image' | 'commit' | 'ruleset';

const READS_ONLY = 'This step only reads; it changed nothing.';
const NOTHING_DEPLOYED = 'Nothing was deployed; the GitOps repository and production are unchanged.';
const NOTHING_COMMITTED = 'Nothing was committed to the GitOps repository; production is unchanged.';
const UNTOUCHED: Readonly<Record<Entry, string>> = {
  build: NOTHING_DEPLOYED,
  'bump-values': NOTHING_COMMITTED,
  check: READS_ONLY,
  deploy: NOTHING_COMMITTED,
  guard: READS_ONLY,
  protect: 'No rule of the repository was changed.',
  push: NOTHING_DEPLOYED,
  status: READS_ONLY,
};

/** The side effects of this run, which is one process. */
const marks = new Map<SideEffect, string>();

/** Records a sentence about a change for the error report of a later failure. */
export function recordSideEffect(mark: SideEffect, sentence: string): void {
  marks.set(mark, sentence);
}

export interface Write<T> {
  readonly mark: SideEffect;
  /** The sentence until the answer arrives, and for good if it never does. */
  readonly unsure: string;
  readonly done: (result: T) => string;
}

/** Performs a lasting write, unless the run was cancelled, and records it. Only a refusal proves that it did not happen. */
export async function recordWrite<T>({ mark, unsure, done }: Write<T>, write: () => Promise<T>): Promise<T> {
  await blockIfCancelled();
  const before = marks.get(mark);
  recordSideEffect(mark, unsure);
  try {
    const result = await write();
    recordSideEffect(mark, done(result));
    return result;
  } catch (error) {
    const isRefused = error instanceof UserError || (error instanceof AdapterError && error.didNothing);
    if (isRefused) restore(mark, before);
    throw error;
  }
}

function restore(mark: SideEffect, before: string | undefined): void {
  if (before === undefined) marks.delete(mark);
  else marks.set(mark, before);
}

/** Returns what the run has changed so far, for its error report. */
export function describeSideEffects(entry: Entry): string {
  const commit = marks.get('commit');
  if (commit !== undefined) return commit;
  return [marks.get('image'), marks.get('ruleset') ?? UNTOUCHED[entry]].filter((part) => part !== undefined).join(' ');
}
