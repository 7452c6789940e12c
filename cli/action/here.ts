import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UsageError } from '../failure.ts';
import { readRemote } from '../init/remote.ts';

const LIMIT_MS = 10_000;
const GITHUB = 'https://github.com';

/** The repository in this folder, as its workflow would see it. */
export interface Here {
  readonly directory: string;
  /** `owner/name` */
  readonly repository: string;
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** The token of GitHub's command line. */
  readonly token: string;
}

/**
 * Reads the repository, the newest commit that was fetched, and the user's token.
 * @throws UsageError
 */
export async function readHere(
  directory: string,
  given: { readonly repository?: string; readonly commit?: string },
): Promise<Here> {
  const remote = await readRemote(directory);
  const repository = given.repository ?? remote?.repository;
  if (repository === undefined)
    throw new UsageError(
      `${directory} has no remote origin on GitHub. Name the repository with --repository owner/name.`,
    );
  const serverUrl = process.env.GITHUB_SERVER_URL ?? remote?.serverUrl ?? GITHUB;
  return {
    directory,
    repository,
    serverUrl,
    ...apiOf(serverUrl),
    commit: await readCommit(directory, given.commit),
    token: await readToken(new URL(serverUrl).hostname),
  };
}

/** https://docs.github.com/enterprise-server@latest/rest/quickstart */
function apiOf(serverUrl: string): Pick<Here, 'apiUrl' | 'graphqlUrl'> {
  const { GITHUB_API_URL: set } = process.env;
  if (set !== undefined) return { apiUrl: set, graphqlUrl: process.env.GITHUB_GRAPHQL_URL ?? `${set}/graphql` };
  if (serverUrl === GITHUB) return { apiUrl: 'https://api.github.com', graphqlUrl: 'https://api.github.com/graphql' };
  return { apiUrl: `${serverUrl}/api/v3`, graphqlUrl: `${serverUrl}/api/graphql` };
}

async function readCommit(directory: string, given: string | undefined): Promise<string> {
  for (const revision of given === undefined ? ['refs/remotes/origin/HEAD', 'HEAD'] : [given]) {
    const args = ['-C', directory, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
    const commit = await output('git', args);
    if (commit !== '') return commit;
  }
  throw new UsageError(`${directory} has no commit ${given ?? 'HEAD'}. Fetch it, or correct --commit.`);
}

/** https://cli.github.com/manual/gh_help_environment */
async function readToken(host: string): Promise<string> {
  const { GH_TOKEN, GITHUB_TOKEN } = process.env;
  const token = GH_TOKEN || GITHUB_TOKEN || (await output('gh', ['auth', 'token', '--hostname', host]));
  if (token !== '') return token;
  throw new UsageError('This command needs a token of GitHub. Run gh auth login, or set GH_TOKEN.');
}

/** Returns what a program prints; empty if it fails or is missing. */
async function output(program: string, args: readonly string[]): Promise<string> {
  const run = promisify(execFile)(program, [...args], { timeout: LIMIT_MS });
  return run.then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
}
