import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { GIT_ENVIRONMENT } from './git.ts';

export interface GitObject {
  readonly oid: string;
  readonly type: 'commit' | 'tree' | 'blob' | 'tag';
  readonly content: Buffer;
}

/**
 * Reads the objects of one repository through one git process that stays: starting one for each would take longer than
 * GitHub itself does. https://git-scm.com/docs/git-cat-file#_batch_output
 */
export class ObjectReader {
  readonly #directory: string;
  readonly #waiting: ((object: GitObject | undefined) => void)[] = [];
  #child: ChildProcessWithoutNullStreams | undefined;
  #chunks: Buffer[] = [];
  #missingBytes = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** What a revision names (`main`, `<oid>^{commit}`, `main:path`); `undefined` when nothing. */
  read(revision: string): Promise<GitObject | undefined> {
    if (/[\n\0]/.test(revision) || revision === '') return Promise.resolve(undefined);
    const { promise, resolve } = Promise.withResolvers<GitObject | undefined>();
    this.#waiting.push(resolve);
    this.#child ??= this.#start();
    this.#child.stdin.write(`${revision}\n`);
    return promise;
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const closed = once(child, 'close');
    child.stdin.end();
    await closed;
  }

  #start(): ChildProcessWithoutNullStreams {
    const child = spawn('git', ['-C', this.#directory, 'cat-file', '--batch'], { env: GIT_ENVIRONMENT });
    child.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
    child.once('close', () => {
      this.#child = undefined;
      for (const resolve of this.#waiting.splice(0)) resolve(undefined);
    });
    return child;
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#missingBytes -= chunk.length;
    if (this.#missingBytes > 0) return;
    let rest = Buffer.concat(this.#chunks);
    for (let taken = this.#take(rest); taken > 0; taken = this.#take(rest)) rest = rest.subarray(taken);
    this.#chunks = [rest];
  }

  /** Hands out the first whole answer; gives its length, 0 when it is not all there. */
  #take(bytes: Buffer): number {
    const lineEnd = bytes.indexOf('\n');
    if (lineEnd === -1) return 0;
    const [, oid = '', type, size] =
      /^([0-9a-f]+) (commit|tree|blob|tag) (\d+)$/.exec(bytes.toString('utf8', 0, lineEnd)) ?? [];
    if (type === undefined) {
      this.#waiting.shift()?.(undefined);
      return lineEnd + 1;
    }
    const start = lineEnd + 1;
    const end = start + Number(size);
    this.#missingBytes = end + 1 - bytes.length;
    if (this.#missingBytes > 0) return 0;
    this.#waiting.shift()?.({ oid, type: type as GitObject['type'], content: Buffer.from(bytes.subarray(start, end)) });
    return end + 1;
  }
}
