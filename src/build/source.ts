import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { atEnd } from '../runner/at-end.ts';
import type { CommitToFetch } from '../runner/fetch-commit.ts';
import { optional, secret } from '../runner/inputs.ts';
import type { RunContext } from '../runner/run-context.ts';

/** Where the files of the commit are. */
export interface Source {
  /** The root of the repository. */
  readonly root: string;
  /** What to fetch into it first; absent for a checkout that is there. */
  readonly fetch?: CommitToFetch;
}

/**
 * Reads where the files come from. By default they are fetched if the workspace is empty. A folder for them is removed at
 * the end of the run.
 * @throws UserError `input-source`, `input-missing`
 */
export function readSource({ workspace, temp, serverUrl, repository }: RunContext, commit: string): Source {
  const source = optional('source');
  if (source !== undefined && source !== 'checkout' && source !== 'fetch') {
    const message = `The input source is ${JSON.stringify(source)}.`;
    throw new UserError('input-source', message, 'Write checkout or fetch for source, or leave it empty.');
  }
  if (source === 'checkout' || (source === undefined && !isEmpty(workspace))) return { root: workspace };
  const root = join(temp, `flux-airflow-source-${randomUUID()}`);
  atEnd(() => rm(root, { recursive: true, force: true }));
  const url = `${serverUrl}/${repository}`;
  return { root, fetch: { folder: root, url, commit, token: secret('github-token') } };
}

function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0;
  } catch {
    return true;
  }
}
