import { UserError } from '../errors.ts';
import { git } from '../runner/git.ts';

/** Maximum number of commits of a file to read. */
const MAX_COMMITS = 500;

export interface FileCommit {
  readonly oid: string;
  readonly message: string;
}

/** The checkout of the GitOps repository, with its state before the change. */
export class GitHistory {
  readonly #workspace: string;
  /** The commit before the change. */
  readonly base: string;

  private constructor(workspace: string, base: string) {
    this.#workspace = workspace;
    this.base = base;
  }

  /**
   * Opens a checkout.
   * @param wanted the commit before a push; defaults to the first parent of the checked-out commit
   * @throws UserError `checkout-too-shallow`
   */
  static async open(workspace: string, wanted: string | undefined): Promise<GitHistory> {
    const name = wanted ?? 'HEAD^1';
    const found = await read(workspace, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
    if (found !== undefined) return new GitHistory(workspace, found.trim());
    throw new UserError(
      'checkout-too-shallow',
      `The checkout does not have ${name}, the commit before this change.`,
      'Set “fetch-depth: 0” for actions/checkout: the guard compares with the values before the change.',
    );
  }

  /** Returns the text of a file at the base; `undefined` if it did not exist. */
  textBefore(path: string): Promise<string | undefined> {
    return this.textAt(this.base, path);
  }

  textAt(commit: string, path: string): Promise<string | undefined> {
    return read(this.#workspace, ['cat-file', 'blob', `${commit}:${path}`]);
  }

  /** Returns the path that a file had at the base: another one if the change renamed it. */
  async pathBefore(path: string): Promise<string> {
    const args = ['diff', '--find-renames', '--diff-filter=R', '--name-status', '-z', this.base, 'HEAD'];
    const fields = ((await read(this.#workspace, args)) ?? '').split('\0');
    const renamed = fields.findIndex((field, index) => index % 3 === 2 && field === path);
    return fields[renamed - 1] ?? path;
  }

  /** Returns the commits of the change that touched one of the files, newest first. */
  changes(...paths: readonly string[]): Promise<FileCommit[]> {
    return this.#log(`${this.base}..HEAD`, paths);
  }

  /** Returns the commits of a file before the change, newest first. */
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

/** Returns the output of git; `undefined` if git fails. */
async function read(workspace: string, args: readonly string[]): Promise<string | undefined> {
  const { stdout, failure } = await git(workspace, args);
  return failure === undefined ? stdout : undefined;
}
