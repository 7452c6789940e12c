import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RunContext } from './run-context.ts';

const WORKFLOW = 'rollback.yaml';

/** The page where a rollback is started; `undefined` where the checkout has no workflow of that name. */
export function findRollbackPage({ serverUrl, repository, workspace }: RunContext): string | undefined {
  if (!existsSync(join(workspace, '.github/workflows', WORKFLOW))) return undefined;
  return `${serverUrl}/${repository}/actions/workflows/${WORKFLOW}`;
}
