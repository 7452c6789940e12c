import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Reads the blobs of one repository, one after the other. */
export interface Blobs {
  /** @throws Error if the blob does not exist or git ended */
  readonly read: (blob: string) => Promise<Buffer>;
  readonly close: () => Promise<void>;
}

/** Starts one `git cat-file --batch` for all blobs. https://git-scm.com/docs/git-cat-file#_batch_output */
export function openBlobs(repository: string): Blobs {
  const git = spawn('git', ['-C', repository, 'cat-file', '--batch'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = once(git, 'close');
  const chunks = git.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let held = Buffer.alloc(0);

  async function fill(enough: () => boolean): Promise<void> {
    while (!enough()) {
      const { value, done } = await chunks.next();
      if (done) throw new Error(`git cat-file ended in ${repository}`);
      held = Buffer.concat([held, value]);
    }
  }

  return {
    read: async (blob) => {
      git.stdin.write(`${blob}\n`);
      await fill(() => held.includes('\n'));
      const end = held.indexOf('\n');
      const [, size] = /^[0-9a-f]+ blob (\d+)$/.exec(held.toString('latin1', 0, end)) ?? [];
      if (size === undefined) throw new Error(`${repository} has no blob ${blob}`);
      const from = end + 1;
      const to = from + Number(size);
      await fill(() => held.length > to);
      const content = held.subarray(from, to);
      held = held.subarray(to + 1);
      return content;
    },
    close: async () => {
      git.stdin.end();
      await closed;
    },
  };
}
