import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const LIMIT_MS = 10_000;

/** A repository on a GitHub. */
export interface Remote {
  /** `https://github.com` */
  readonly serverUrl: string;
  /** `owner/name` */
  readonly repository: string;
}

/** Returns the repository of the remote `origin`; `undefined` without one. */
export async function readRemote(directory: string): Promise<Remote | undefined> {
  const args = ['-C', directory, 'remote', 'get-url', 'origin'];
  const found = await promisify(execFile)('git', args, { timeout: LIMIT_MS }).catch(() => undefined);
  return found === undefined ? undefined : parseRemote(found.stdout.trim());
}

/** Parses the URL of a remote: `https://host/owner/name.git`, `git@host:owner/name.git` or `ssh://git@host/owner/name`. */
export function parseRemote(url: string): Remote | undefined {
  const [, host, owner, name] =
    /^(?:https?:\/\/(?:[^@/]+@)?|ssh:\/\/(?:[^@/]+@)?|[^@/]+@)([^/:]+)(?::\d+)?[/:]([^/]+)\/([^/]+?)(?:\.git)?\/?$/.exec(
      url,
    ) ?? [];
  if (host === undefined || owner === undefined || name === undefined) return undefined;
  return { serverUrl: `https://${host}`, repository: `${owner}/${name}` };
}
