import { execFile } from 'node:child_process';

/** Reads and a checkout of a large repository are done long before. */
const TIME_LIMIT_MS = 300_000;
const MAX_OUTPUT_BYTES = 256 << 20;

/** Settings of every call, as `-c name=value`, and options: a path is the name of one file, whatever signs it has. */
const OPTIONS: readonly string[] = ['--literal-pathspecs'];

export interface GitResult {
  /** Empty after a failure. */
  readonly stdout: string;
  /** Why git ended with an error, in its own words, or why it did not start; `undefined` after success. */
  readonly failure: string | undefined;
}

/**
 * Runs git in a folder, without a shell, in the environment of this process and what is given.
 * @throws Error if git does not end in time or has too much output: then nothing is known, not even a failure
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
    if (!hasEnded) return reject(new Error(`git ${args[0]} did not end: ${error.message}`, { cause: error }));
    resolve({ stdout: '', failure: stderr.trim() || error.message });
  });
  return promise;
}
