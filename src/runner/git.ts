import { execFile } from 'node:child_process';

/** Long enough for a checkout of a large repository. */
const TIME_LIMIT_MS = 300_000;
const MAX_OUTPUT_BYTES = 256 << 20;

/**
 * A path names one file, even if it contains pathspec characters such as `*` or `:`. In a container, the checkout belongs to
 * another user than this process; git would refuse it as “dubious ownership”, although the job made it.
 * https://git-scm.com/docs/git-config#Documentation/git-config.txt-safedirectory
 */
const OPTIONS: readonly string[] = ['--literal-pathspecs', '-c', 'safe.directory=*'];

export interface GitResult {
  /** Empty after a failure. */
  readonly stdout: string;
  /** Git's stderr, or why git did not start; `undefined` after success. */
  readonly failure: string | undefined;
}

/**
 * Runs git in a folder without a shell, in the environment of this process plus `environment`.
 * @throws Error if git times out or writes too much output: its result is then unknown
 */
export function git(
  directory: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<GitResult> {
  const { promise, resolve, reject } = Promise.withResolvers<GitResult>();
  const options = { env: { ...process.env, ...environment }, timeout: TIME_LIMIT_MS, maxBuffer: MAX_OUTPUT_BYTES };
  execFile('git', [...OPTIONS, '-C', directory, ...args], options, (error, stdout, stderr) => {
    if (error === null) return resolve({ stdout, failure: undefined });
    const hasEnded = typeof error.code === 'number' || error.code === 'ENOENT';
    if (!hasEnded) return reject(new Error(`git ${args[0]} did not finish: ${error.message}`, { cause: error }));
    resolve({ stdout: '', failure: stderr.trim() || error.message });
  });
  return promise;
}
