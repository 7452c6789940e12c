import { UserError } from '../errors.ts';
import { GitHub } from '../github/api/client.ts';
import { flag, optional, secret } from '../runner/inputs.ts';
import { readCommit, readRunContext } from '../runner/run-context.ts';
import type { ProtectOptions } from './options.ts';
import { showDiff } from './report.ts';

/** @throws UserError `input-enforcement` */
export function readProtectOptions(): ProtectOptions {
  const { repository } = readRunContext();
  const github = new GitHub({ token: secret('github-token'), tokenName: 'github-token' });
  const enforcement = readEnforcement();
  const apply = flag('apply') ? { enforcement, dryRun: flag('dry-run'), onDiff: showDiff } : undefined;
  return { github, repository, commit: readCommit(), apply };
}

function readEnforcement(): 'active' | 'evaluate' {
  const value = optional('enforcement') ?? 'active';
  if (value === 'active' || value === 'evaluate') return value;
  throw new UserError(
    'input-enforcement',
    `The input enforcement is ${JSON.stringify(value)}.`,
    'Write active, or evaluate to record violations without rejecting them (GitHub Enterprise only).',
  );
}
