import type { PushEvent } from '../gitops/request.ts';
import { readPayload } from '../runner/event.ts';

interface Payload {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly commits: readonly { readonly id: string; readonly message?: string }[];
}

const NO_COMMIT = /^0+$/;
const BRANCH = 'refs/heads/';

/**
 * Reads the push that started the run; `undefined` for any other event, a tag, a branch that the push created or deleted,
 * or no event.
 * https://docs.github.com/webhooks/webhook-events-and-payloads#push
 */
export async function readPush(): Promise<PushEvent | undefined> {
  const { ref = '', before, after, commits } = await readPayload<Payload>();
  if (before === undefined || after === undefined || commits === undefined || !ref.startsWith(BRANCH)) return undefined;
  if (NO_COMMIT.test(before) || NO_COMMIT.test(after)) return undefined;
  const named = commits.flatMap(({ message = '' }) => readPullRequestNumber(message) ?? []);
  return {
    branch: ref.slice(BRANCH.length),
    before,
    after,
    commits: commits.map(({ id }) => id),
    namedPullRequests: [...new Set(named)],
  };
}

const MERGE = /^Merge pull request #(\d{1,9}) from /;
const SQUASH = / \(#(\d{1,9})\)$/;

/** Returns the number in GitHub's own message of a merge commit, or at the end of the first line of a squash commit. */
function readPullRequestNumber(message: string): number | undefined {
  const [headline = ''] = message.split('\n', 1);
  const [, number] = MERGE.exec(headline) ?? SQUASH.exec(headline) ?? [];
  return number === undefined ? undefined : Number(number);
}
