import type { PushEvent } from '../gitops/request.ts';
import { readPayload } from '../runner/event.ts';

interface Payload {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly commits: readonly { readonly id: string }[];
}

const NO_COMMIT = /^0+$/;

/**
 * Reads the push that started the run; `undefined` for any other event, a new branch, or no event.
 * https://docs.github.com/webhooks/webhook-events-and-payloads#push
 */
export async function readPush(): Promise<PushEvent | undefined> {
  const { ref = '', before, after, commits } = await readPayload<Payload>();
  if (before === undefined || after === undefined || commits === undefined || NO_COMMIT.test(before)) return undefined;
  return { branch: ref.replace(/^refs\/heads\//, ''), before, after, commits: commits.map(({ id }) => id) };
}
