import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs git with the token in the environment: not in arguments, URLs or files. */
export async function git(token: string, directory: string, ...args: readonly string[]): Promise<string> {
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  const env = {
    PATH: process.env.PATH,
    HTTPS_PROXY: process.env.HTTPS_PROXY,
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  };
  return (await run('git', ['-C', directory, ...args], { env })).stdout.trim();
}

/** Checks out one commit into a folder. */
export async function checkOut(token: string, url: string, commit: string, directory: string): Promise<void> {
  await git(token, directory, 'init', '--quiet');
  await git(token, directory, 'fetch', '--quiet', '--depth=1', url, commit);
  await git(token, directory, '-c', 'advice.detachedHead=false', 'checkout', '--quiet', 'FETCH_HEAD');
}
