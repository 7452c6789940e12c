import { gitText } from '../../sandbox/github/git.ts';

/** Runs git with the token in the environment: not in arguments, URLs or files. */
export function git(token: string, directory: string, ...args: readonly string[]): Promise<string> {
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  const { HTTPS_PROXY } = process.env;
  const environment = {
    ...(HTTPS_PROXY === undefined ? {} : { HTTPS_PROXY }),
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  };
  return gitText(directory, args, { environment });
}

/** Checks out one commit into a folder. */
export async function checkOut(token: string, url: string, commit: string, directory: string): Promise<void> {
  await git(token, directory, 'init', '--quiet');
  await git(token, directory, 'fetch', '--quiet', '--depth=1', url, commit);
  await git(token, directory, '-c', 'advice.detachedHead=false', 'checkout', '--quiet', 'FETCH_HEAD');
}
