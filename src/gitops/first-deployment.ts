import type { GitHubReader } from '../github/api/client.ts';
import type { ValuesFile } from '../github/gitops/values-file.ts';
import { type PastFile, readWholeHistory } from '../github/gitops/whole-history.ts';
import { readActivities } from '../github/repository/activity.ts';
import { askAgain } from '../github/repository/ask-again.ts';
import { readDeployed } from './commit-message.ts';
import type { ValuesTarget } from './request.ts';
import { tagOf } from './target.ts';

/** A person waits for a first deployment. How late GitHub's log may be is not documented. */
const LOG_LIMIT_MS = 30_000;

/**
 * Returns why the record does not prove that no image was ever deployed by a values file without a tag; `undefined` if it
 * does. The proof is the whole history of the file and of each base file, taken by itself: no commit of a deployment, no tag
 * in any version, no earlier name, and a branch that was never force-pushed.
 */
export async function findEarlierTrace(
  gitops: GitHubReader,
  file: ValuesFile,
  target: ValuesTarget,
  image: string,
): Promise<string | undefined> {
  const { location, baseFiles } = target;
  const rewritten = await findRewriting(gitops, location.repository, file);
  if (rewritten !== undefined) return rewritten;
  for (const path of [location.path, ...baseFiles]) {
    const { commits, isCut, renamedFrom } = await readWholeHistory(gitops, { ...location, path }, file.head);
    if (commits.length === 0) return `GitHub has no history of ${path}`;
    if (isCut) return `${path} has more than ${commits.length} commits`;
    if (renamedFrom !== undefined) return `${path} was ${renamedFrom} before`;
    for (const past of commits) {
      const trace = findTrace(past, path, (text) => tagOf({ ...file, text }, target, image));
      if (trace !== undefined) return trace;
    }
  }
  return undefined;
}

function findTrace(
  { oid, message, text }: PastFile,
  path: string,
  read: (text: string) => string | null,
): string | undefined {
  const commit = oid.slice(0, 7);
  if (readDeployed(message) !== undefined) return `${commit} is a deployment`;
  if (text === null) return undefined;
  try {
    const tag = text === undefined ? undefined : read(text);
    if (tag === undefined) return `the text of ${path} in ${commit} is not readable`;
    return tag === null || tag === '' ? undefined : `${path} had the tag ${tag} in ${commit}`;
  } catch {
    return `the tag of ${path} in ${commit} is not readable`;
  }
}

/** Returns why the history of a branch may not be all of it. A log without the branch's head is late, and proves nothing. */
async function findRewriting(
  gitops: GitHubReader,
  repository: string,
  { branch, head }: Pick<ValuesFile, 'branch' | 'head'>,
): Promise<string | undefined> {
  const log = await askAgain(async () => {
    const latest = await readActivities(gitops, repository, branch);
    const value = latest && { hasHead: latest.activities.some(({ after }) => after === head) };
    return { value, isFinal: value?.hasHead !== false };
  }, LOG_LIMIT_MS);
  if (log === undefined) return `the activity log of ${branch} is not readable`;
  if (!log.hasHead) return `the activity log of ${branch} does not show ${head.slice(0, 7)}`;
  const [forced] = (await readActivities(gitops, repository, branch, { kind: 'force_push' }))?.activities ?? [];
  return forced && `${branch} was force-pushed on ${forced.timestamp.slice(0, 10)}`;
}
