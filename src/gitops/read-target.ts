import type { Reader } from '../github/api/client.ts';
import { readValuesFile, type ValuesFile } from '../github/gitops/values-file.ts';
import type { ValuesTarget } from './request.ts';

/** How far back a writer that was overtaken looks for its own commit, and counts those of others. */
const LOOK_BACK = 30;

/** The target at its newest head; `overtaken`: after somebody else committed. */
export async function readTarget(
  gitops: Reader,
  { location, edits }: Pick<ValuesTarget, 'location' | 'edits'>,
  { overtaken = false } = {},
): Promise<ValuesFile> {
  const files = edits.flatMap(({ file }) => (file === undefined || file === location.path ? [] : [file]));
  return readValuesFile(gitops, location, { depth: overtaken ? LOOK_BACK : 1, others: [...new Set(files)] });
}
