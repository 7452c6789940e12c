import { UserError } from '../errors.ts';
import { GitHub } from '../github/api/client.ts';
import { readRequirement } from '../inputs/attestation.ts';
import { readMachine } from '../inputs/aws-role.ts';
import { readRegistryCredentials } from '../inputs/registry.ts';
import { readBaseFiles, readTargetKeys } from '../inputs/target-keys.ts';
import { readPayload } from '../runner/event.ts';
import { list, optional, secret } from '../runner/inputs.ts';
import { readRunContext } from '../runner/run-context.ts';
import type { GuardOptions } from './options.ts';

/** @throws UserError `input-missing`, `input-boolean`, `registry-credentials` */
export async function readGuardOptions(): Promise<GuardOptions> {
  const context = readRunContext();
  const { workspace, event, repository } = context;
  const requirement = await readRequirement(context);
  const { credentials } = readRegistryCredentials();
  const files = list('values-files');
  if (files === undefined) {
    throw new UserError(
      'input-missing',
      'The input values-files is empty.',
      'List the values files of all teams, one per line.',
    );
  }
  return {
    workspace,
    files: files.map((path) => path.replace(/^\.?\//, '')),
    base: optional('base') ?? (await readBefore(event)),
    ...readTargetKeys(),
    baseFiles: readBaseFiles(),
    credentials,
    machine: readMachine(),
    repository,
    ...(requirement === undefined ? {} : { requirement }),
    github:
      optional('github-token') === undefined
        ? undefined
        : new GitHub({ token: secret('github-token'), tokenName: 'github-token' }),
  };
}

/**
 * Returns the commit before a push, or before the pull request of a merge queue. `undefined` for a new branch and for other
 * events: on a pull request, `before` is its previous head.
 * https://docs.github.com/webhooks/webhook-events-and-payloads#merge_group
 */
async function readBefore(event: string): Promise<string | undefined> {
  if (event === 'merge_group')
    return (await readPayload<{ readonly merge_group: { readonly base_sha: string } }>()).merge_group?.base_sha;
  if (event !== 'push') return undefined;
  const { before } = await readPayload<{ readonly before: string }>();
  return before === undefined || /^0+$/.test(before) ? undefined : before;
}
