import { mkdir, rm } from 'node:fs/promises';
import { OutageError, UserError } from '../errors.ts';
import { mask } from '../http/redact.ts';
import { RetryableError, retry } from '../http/retry.ts';
import { git } from './git.ts';

const RETRY_LIMIT_MS = 60_000;

export interface CommitToFetch {
  /** A folder of its own, which is created. */
  readonly folder: string;
  /** The page of the repository. */
  readonly url: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  readonly token: string;
}

/** What git says if another attempt fails too: the repository, the token or the commit is wrong. */
const REFUSED =
  /not found|error: 40[134]|could not read Username|Authentication failed|not our ref|couldn't find remote ref|access denied/i;

/**
 * Fetches the files of one commit, without its history, as `actions/checkout` does. Git computes the id of each object from
 * its content, so the files are those of the commit. Does nothing if the folder has it already.
 * @throws UserError `source-refused`; OutageError
 */
export async function fetchCommit({ folder, url, commit, token }: CommitToFetch): Promise<void> {
  if (await isCheckedOut(folder, commit)) return;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await require(folder, ['init', '--quiet', '--template=', '.']);
  const environment = { ...SILENT, ...configure(url, token) };
  await retry(RETRY_LIMIT_MS, () => fetchOnce(folder, url, commit, environment));
  await require(folder, ['-c', 'advice.detachedHead=false', 'checkout', '--quiet', '--detach', commit]);
}

/** Git asks for no password, and leaves the pointers of Git LFS as they are, as `actions/checkout` does by default. */
const SILENT = { GIT_TERMINAL_PROMPT: '0', GIT_LFS_SKIP_SMUDGE: '1' };

async function isCheckedOut(folder: string, commit: string): Promise<boolean> {
  const { stdout, failure } = await git(folder, ['rev-parse', '--verify', 'HEAD']);
  return failure === undefined && stdout.trim() === commit;
}

async function fetchOnce(
  folder: string,
  url: string,
  commit: string,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const args = ['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', '--depth=1', `${url}.git`, commit];
  const { failure } = await git(folder, args, environment).catch((error: Error) => ({ failure: error.message }));
  if (failure === undefined) return;
  const reason = failure.trim().split('\n').slice(-2).join(' ').replace(/\.$/, '');
  if (REFUSED.test(failure)) throw refused(commit, reason);
  const message = `The files of ${commit.slice(0, 7)} could not be fetched from ${url}: ${reason}`;
  throw new RetryableError(new OutageError(message, { service: 'GitHub', request: 'git fetch' }));
}

/**
 * Returns git's configuration as variables, so that no process list and no file shows the token. Other credentials of the
 * machine are not asked, and a connection without data for half a minute ends.
 */
function configure(url: string, token: string): Record<string, string> {
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  mask(basic);
  const settings = [
    [`http.${new URL(url).origin}/.extraheader`, `AUTHORIZATION: basic ${basic}`],
    ['credential.helper', ''],
    ['http.lowSpeedLimit', '1000'],
    ['http.lowSpeedTime', '30'],
  ];
  const pairs = settings.flatMap(([key = '', value = ''], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { ...Object.fromEntries(pairs), GIT_CONFIG_COUNT: String(settings.length) };
}

async function require(folder: string, args: readonly string[]): Promise<void> {
  const { failure } = await git(folder, args, SILENT);
  if (failure !== undefined) throw refused('the commit', failure);
}

function refused(commit: string, reason: string): UserError {
  return new UserError(
    'source-refused',
    `The files of ${/^[0-9a-f]{40}$/.test(commit) ? commit.slice(0, 7) : commit} could not be fetched: ${reason}.`,
    'Give github-token contents: read in this repository, and check that the commit exists and that git is installed on the runner. Or put actions/checkout before this step.',
  );
}
