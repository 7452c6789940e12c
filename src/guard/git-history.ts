import { UserError } from '../errors.ts';
import { git } from '../runner/git.ts';

/** So many commits of a file back at most. */
const MAX_COMMITS = 500;

export interface FileCommit {
  readonly oid: string;
  readonly message: string;
}

/** The checkout of the GitOps repository, and what it was before the change. */
export class GitHistory {
  readonly #workspace: string;
  /** The commit before the change. */
  readonly base: string;

  private constructor(workspace: string, base: string) {
    this.#workspace = workspace;
    this.base = base;
  }

  /** `wanted`: the commit before a push; without it the first parent of what is checked out. @throws UserError `checkout-too-shallow` */
  static async open(workspace: string, wanted: string | undefined): Promise<GitHistory> {
    const name = wanted ?? 'HEAD^1';
    const found = await read(workspace, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
    if (found !== undefined) return new GitHistory(workspace, found.trim());
    throw new UserError(
      'checkout-too-shallow',
      `The checkout does not have ${name}, the commit before this change.`,
      'Give actions/checkout “fetch-depth: 0”: the guard reads what was deployed before.',
    );
  }

  /** The text of a file at the base; `undefined`: it was not there. */
  textBefore(path: string): Promise<string | undefined> {
    return this.textAt(this.base, path);
  }

  textAt(commit: string, path: string): Promise<string | undefined> {
    return read(this.#workspace, ['cat-file', 'blob', `${commit}:${path}`]);
  }

  /** The commits of the change that touched one of the files, newest first. */
  changes(...paths: readonly string[]): Promise<FileCommit[]> {
    return this.#log(`${this.base}..HEAD`, paths);
  }

  /** Those before the change, newest first. */
  earlier(path: string): Promise<FileCommit[]> {
    return this.#log(this.base, [path]);
  }

  async #log(range: string, paths: readonly string[]): Promise<FileCommit[]> {
    const format = [
      'log',
      `--max-count=${MAX_COMMITS}`,
      '--full-history',
      '--format=%H%n%B%x00',
      range,
      '--',
      ...paths,
    ];
    const text = (await read(this.#workspace, format)) ?? '';
    return text
      .split('\0')
      .map((record) => record.trimStart())
      .filter((record) => record !== '')
      .map((record) => ({ oid: record.slice(0, 40), message: record.slice(41) }));
  }
}

/** Returns what git says; `undefined` where it does not have what it was asked for. */
async function read(workspace: string, args: readonly string[]): Promise<string | undefined> {
  const { stdout, failure } = await git(workspace, args);
  return failure === undefined ? stdout : undefined;
}
