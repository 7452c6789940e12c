import type { GitHubReader } from '../github/api/client.ts';
import { readValuesFile } from '../github/gitops/read-values-file.ts';
import type { ValuesFile } from '../github/gitops/values-file.ts';
import type { ValuesTarget } from './request.ts';

/** The number of commits that a writer reads after a conflict, to find its own commit and to count those of others. */
const LOOK_BACK = 30;

/** Reads the target at its newest head; `overtaken`: after another writer committed. */
export async function readTarget(
  gitops: GitHubReader,
  { location, edits, baseFiles }: Pick<ValuesTarget, 'location' | 'edits' | 'baseFiles'>,
  { overtaken = false } = {},
): Promise<ValuesFile> {
  const files = edits.flatMap(({ file }) => (file === undefined || file === location.path ? [] : [file]));
  return readValuesFile(gitops, location, {
    depth: overtaken ? LOOK_BACK : 1,
    others: [...new Set([...baseFiles, ...files])],
  });
}
