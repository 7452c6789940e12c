import { readFile } from 'node:fs/promises';
import { flag, list, optional, required } from '../action/inputs.ts';
import { readRegistryCredentials } from '../action/registry-inputs.ts';
import { readRunContext } from '../action/run-context.ts';
import { UserError } from '../errors.ts';
import type { GuardOptions } from './guard.ts';

/** @throws UserError `input-missing`, `registry-credentials` */
export async function readGuardOptions(): Promise<GuardOptions> {
  const { workspace } = readRunContext();
  const { credentials } = readRegistryCredentials();
  const files = list('values-files');
  if (files === undefined) {
    throw new UserError(
      'input-missing',
      'The input values-files is empty.',
      'Name the values files of all teams, one a line.',
    );
  }
  return {
    workspace,
    files: files.map((path) => path.replace(/^\.?\//, '')),
    base: optional('base') ?? (await readBefore()),
    tagKey: required('tag-key'),
    repositoryKey: required('repository-key'),
    digestKey: required('digest-key'),
    pinDigest: flag('pin-digest'),
    credentials,
  };
}

/** The commit before a push; `undefined` for a new branch, and on other events. */
async function readBefore(): Promise<string | undefined> {
  const text = await readFile(process.env.GITHUB_EVENT_PATH ?? '', 'utf8').catch(() => '{}');
  const { before }: { readonly before?: string } = JSON.parse(text);
  return before === undefined || /^0+$/.test(before) ? undefined : before;
}
