import { gitText } from '../../sandbox/github/git.ts';
import type { Repository } from '../../sandbox/github/repository.ts';

export interface LongHistory {
  readonly count: number;
  readonly file: string;
  /** The text of the file after one of the commits, and the message of that commit. */
  readonly step: (index: number) => { readonly text: string; readonly message: string };
}

const AUTHOR = 'flux-deployer[bot] <flux-deployer[bot]@users.noreply.github.com>';
const HOUR_S = 3600;

/** Adds many commits to main, an hour apart and the last one now, as if made by GitHub's API. */
export async function writeLongHistory(repository: Repository, { count, file, step }: LongHistory): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  const commits = Array.from({ length: count }, (_, index) => {
    const { text, message } = step(index);
    const when = `${now - (count - 1 - index) * HOUR_S} +0000`;
    const from = index === 0 ? 'from refs/heads/main^0\n' : '';
    return `commit refs/heads/main\nauthor ${AUTHOR} ${when}\ncommitter ${AUTHOR} ${when}\n${data(message)}${from}M 100644 inline "${file}"\n${data(text)}\n`;
  });
  const { directory, signed } = repository;
  const before = await repository.head('main');
  await gitText(directory, ['fast-import', '--quiet'], { input: Buffer.from(commits.join('')) });
  const made = await gitText(directory, ['rev-list', `${before}..refs/heads/main`]);
  for (const oid of made.split('\n')) signed.add(oid);
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
