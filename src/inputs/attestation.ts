import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type AttestationRequirement, isWorkflowPattern } from '../attestation/requirement.ts';
import { UserError } from '../errors.ts';
import { list, optional } from '../runner/inputs.ts';
import type { RunContext } from '../runner/run-context.ts';
import { openVerifiers } from '../sigstore/trust.ts';

/**
 * Reads who must have signed the approval of an image; `undefined` if no signature is required. Reads the keys of Sigstore only
 * when a signature is to be verified.
 * @throws UserError `input-attestation`, `input-trusted-root`
 */
export async function readRequirement({
  serverUrl,
  workspace,
  temp,
}: Pick<RunContext, 'serverUrl' | 'workspace' | 'temp'>): Promise<AttestationRequirement | undefined> {
  const workflows = list('require-attestation');
  if (workflows === undefined) return undefined;
  const wrong = workflows.find((pattern) => !isWorkflowPattern(pattern));
  if (wrong !== undefined) {
    throw new UserError(
      'input-attestation',
      `The input require-attestation has ${JSON.stringify(wrong)}, which is not a workflow with its ref.`,
      'Write owner/repository/.github/workflows/file.yaml@ref, for example acme/airflow/.github/workflows/deploy.yaml@refs/heads/main. A * stands for any text without a slash.',
    );
  }
  const trustedRoots = await readTrustedRoots(workspace);
  const given = trustedRoots === undefined ? undefined : await openVerifiers({ temp, trustedRoots });
  let fetched: ReturnType<typeof openVerifiers> | undefined;
  const fetch = () => {
    fetched ??= openVerifiers({ temp });
    return fetched;
  };
  const verifiers = async () => given ?? fetch();
  return { workflows, serverUrl, verifiers };
}

/** Reads the input `trusted-root`: JSON, or the path of a file with it. */
async function readTrustedRoots(workspace: string): Promise<string | undefined> {
  const value = optional('trusted-root');
  if (value === undefined || value.startsWith('{')) return value;
  try {
    return await readFile(resolve(workspace, value), 'utf8');
  } catch (cause) {
    throw new UserError(
      'input-trusted-root',
      `The input trusted-root names ${value}, which cannot be read.`,
      'Write the path of a file in the checkout, or the output of “gh attestation trusted-root” itself.',
      { cause },
    );
  }
}
