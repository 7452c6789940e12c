import type { PushEvent } from '../gitops/request.ts';
import { readPayload } from '../runner/event.ts';

interface Payload {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly commits: readonly { readonly id: string }[];
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
  return { branch: ref.slice(BRANCH.length), before, after, commits: commits.map(({ id }) => id) };
}
