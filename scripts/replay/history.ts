import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A commit that changed a file: the blobs in its first parent and in the commit. */
export interface FileChange {
  readonly commit: string;
  readonly before: string;
  readonly after: string;
}

const MAX_LOG_BYTES = 1 << 30;

/**
 * Returns the commits of the checked-out branch that changed a file, oldest first. Follows renames. A merge counts as one
 * change, against its first parent. Omits commits that add or delete the file.
 */
export async function listChanges(repository: string, file: string): Promise<FileChange[]> {
  const argv = [
    ...['-C', repository, '--literal-pathspecs', 'log', '--follow', '--first-parent', '--diff-merges=first-parent'],
    ...['--raw', '--no-abbrev', '--format=commit %H', '--', file],
  ];
  const { stdout } = await promisify(execFile)('git', argv, { maxBuffer: MAX_LOG_BYTES });
  const changes = stdout.split(/^commit /m).flatMap((entry): FileChange[] => {
    const [, commit, before, after] = /^([0-9a-f]+)\n\s*^:\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) /m.exec(entry) ?? [];
    if (commit === undefined || before === undefined || after === undefined) return [];
    return isAbsent(before) || isAbsent(after) ? [] : [{ commit, before, after }];
  });
  return changes.reverse();
}

function isAbsent(blob: string): boolean {
  return /^0+$/.test(blob);
}
