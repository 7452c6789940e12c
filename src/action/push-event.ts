import { readFile } from 'node:fs/promises';
import type { Push } from '../bump-values/ask-ahead.ts';

interface Payload {
  readonly ref?: string;
  readonly before?: string;
  readonly after?: string;
  readonly commits?: readonly { readonly id: string }[];
}

const NO_COMMIT = /^0+$/;

/**
 * The push that started the run; `undefined` for any other event, a new branch, or no event at all.
 * https://docs.github.com/webhooks/webhook-events-and-payloads#push
 */
export async function readPush(): Promise<Push | undefined> {
  const path = process.env.GITHUB_EVENT_PATH;
  if (path === undefined) return undefined;
  const { ref = '', before, after, commits }: Payload = await readFile(path, 'utf8').then(JSON.parse, () => ({}));
  if (before === undefined || after === undefined || commits === undefined || NO_COMMIT.test(before)) return undefined;
  return { branch: ref.replace(/^refs\/heads\//, ''), before, after, commits: commits.map(({ id }) => id) };
}
