import { isDagFile } from './dag-files.ts';
import { type Changes, type Run, readChanges } from './read-changes.ts';

const SHOWN = 3;

export interface Decision {
  /** `false` also if the changes are unknown: then everything runs. */
  readonly dagsOnly: boolean;
  /** One sentence for people. */
  readonly reason: string;
}

/** Decides whether a run needs the checks of the TypeScript sources. Never throws. */
export function decide(run: Run): Decision {
  try {
    return classifyPaths(readChanges(run));
  } catch (error) {
    return {
      dagsOnly: false,
      reason: `Everything runs, because the changes are unknown: ${(error as Error).message}.`,
    };
  }
}

function classifyPaths({ changed: paths, deleted }: Changes): Decision {
  if (paths.length === 0) return { dagsOnly: false, reason: 'Everything runs, because the diff is empty.' };
  const others = paths.filter((path) => !isDagFile(path));
  if (others.length > 0) {
    return { dagsOnly: false, reason: `Everything runs, because of changes outside the DAG files: ${list(others)}.` };
  }
  // Pages link to DAG files, and tests of the project read some.
  if (deleted.length > 0)
    return { dagsOnly: false, reason: `Everything runs, because files were deleted or renamed: ${list(deleted)}.` };
  const reason = `The TypeScript sources are not tested, because only DAG files changed: ${list(paths)}. The jobs dags and check test them.`;
  return { dagsOnly: true, reason };
}

/** Returns the first paths, quoted, because a name of a file may contain line ends. */
function list(paths: readonly string[]): string {
  const shown = paths.slice(0, SHOWN).map((path) => JSON.stringify(path));
  return paths.length > SHOWN ? `${shown.join(', ')} and ${paths.length - SHOWN} more` : shown.join(', ');
}
