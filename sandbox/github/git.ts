import { start } from '../processes/start.ts';

export interface Person {
  readonly name: string;
  readonly email: string;
}

/** The committer of commits that GitHub makes. */
export const GITHUB_COMMITTER: Person = { name: 'GitHub', email: 'noreply@github.com' };

export interface GitOptions {
  readonly input?: string | Buffer;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Git failed. `message` is its standard error. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

/** Git’s environment without the configuration of user and machine. */
export const GIT_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: process.env.PATH ?? '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
};

/** Runs git on a repository and returns its standard output. @throws GitError */
export async function git(directory: string, args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
  const { out, err, code } = await start({
    program: 'git',
    args: ['-C', directory, ...args],
    env: { ...GIT_ENVIRONMENT, ...options.environment },
    input: Buffer.from(options.input ?? ''),
  });
  if (code !== 0) throw new GitError(`git ${args[0]}: ${Buffer.from(err).toString().trim()}`);
  return Buffer.from(out);
}

/** Like `git`, but returns trimmed text. @throws GitError */
export async function gitText(directory: string, args: readonly string[], options?: GitOptions): Promise<string> {
  return (await git(directory, args, options)).toString().trim();
}

/** Returns the variables that set a commit's author and committer. */
export function identity(author: Person, committer: Person = author, date = new Date()): Record<string, string> {
  const stamp = `${Math.floor(date.getTime() / 1000)} +0000`;
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: stamp,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
    GIT_COMMITTER_DATE: stamp,
  };
}
