import { type Talk, talk } from '../processes/talk.ts';
import { GIT_ENVIRONMENT } from './git.ts';

export interface GitObject {
  readonly oid: string;
  readonly type: 'commit' | 'tree' | 'blob' | 'tag';
  readonly content: Buffer;
}

/**
 * Reads the objects of one repository through one long-running git process: starting one for each object would take longer
 * than GitHub does. https://git-scm.com/docs/git-cat-file#_batch_output
 */
export class ObjectReader {
  readonly #directory: string;
  readonly #waiting: ((object: GitObject | undefined) => void)[] = [];
  #git: Talk | undefined;
  #chunks: Buffer[] = [];
  #missingBytes = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Returns the object that a revision names (`main`, `<oid>^{commit}`, `main:path`); `undefined` if there is none. */
  read(revision: string): Promise<GitObject | undefined> {
    if (/[\n\0]/.test(revision) || revision === '') return Promise.resolve(undefined);
    const { promise, resolve } = Promise.withResolvers<GitObject | undefined>();
    this.#waiting.push(resolve);
    this.#git ??= this.#start();
    this.#git.ask(Buffer.from(`${revision}\n`));
    return promise;
  }

  async close(): Promise<void> {
    await this.#git?.close();
  }

  #start(): Talk {
    const order = { program: 'git', args: ['-C', this.#directory, 'cat-file', '--batch'], env: GIT_ENVIRONMENT };
    const ended = () => {
      this.#git = undefined;
      for (const resolve of this.#waiting.splice(0)) resolve(undefined);
    };
    return talk(order, (bytes) => this.#receive(Buffer.from(bytes)), ended);
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#missingBytes -= chunk.length;
    if (this.#missingBytes > 0) return;
    let rest = Buffer.concat(this.#chunks);
    for (let taken = this.#take(rest); taken > 0; taken = this.#take(rest)) rest = rest.subarray(taken);
    this.#chunks = [rest];
  }

  /** Resolves the first request whose response is complete. Returns the response's length, or 0 if it is incomplete. */
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
