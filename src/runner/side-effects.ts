import { AdapterError, UserError } from '../errors.ts';

/** The entry points, as the runner names their steps in errors. */
export type Entry = 'build' | 'bump-values' | 'check' | 'deploy' | 'guard' | 'protect' | 'push' | 'status';

/** What outlives a run that fails after it. */
type SideEffect = 'image' | 'commit' | 'ruleset';

const ONLY_LOOKS = 'This step only looks: it changed nothing.';
const NOTHING_DEPLOYED = 'Nothing was deployed: the GitOps repository and production are as they were.';
const NOTHING_COMMITTED = 'Nothing was committed to the GitOps repository: production is as it was.';
const UNTOUCHED: Readonly<Record<Entry, string>> = {
  build: NOTHING_DEPLOYED,
  'bump-values': NOTHING_COMMITTED,
  check: ONLY_LOOKS,
  deploy: NOTHING_COMMITTED,
  guard: ONLY_LOOKS,
  protect: 'No rule of the repository was changed.',
  push: NOTHING_DEPLOYED,
  status: ONLY_LOOKS,
};

/** Of this process, which is one run. */
const marks = new Map<SideEffect, string>();

/** Notes in a sentence what stands from here on, whatever fails after it. */
export function recordSideEffect(mark: SideEffect, sentence: string): void {
  marks.set(mark, sentence);
}

export interface Write<T> {
  readonly mark: SideEffect;
  /** Told until the answer comes, and for good where none does. */
  readonly unsure: string;
  readonly done: (result: T) => string;
}

/** Makes one write that outlives the run, and notes it; a refusal is the one failure that leaves no doubt. */
export async function recordWrite<T>({ mark, unsure, done }: Write<T>, write: () => Promise<T>): Promise<T> {
  const before = marks.get(mark);
  recordSideEffect(mark, unsure);
  try {
    const result = await write();
    recordSideEffect(mark, done(result));
    return result;
  } catch (error) {
    const isRefused = error instanceof UserError || (error instanceof AdapterError && error.isRefusal);
    if (isRefused) restore(mark, before);
    throw error;
  }
}

function restore(mark: SideEffect, before: string | undefined): void {
  if (before === undefined) marks.delete(mark);
  else marks.set(mark, before);
}

/** What stands now, for whoever reads that the run failed. */
export function describeSideEffects(entry: Entry): string {
  const commit = marks.get('commit');
  if (commit !== undefined) return commit;
  return [marks.get('image'), marks.get('ruleset') ?? UNTOUCHED[entry]].filter((part) => part !== undefined).join(' ');
}
