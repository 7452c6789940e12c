import { info } from '@actions/core';
import type { SignOptions } from '../attestation/options.ts';
import { UserError } from '../errors.ts';
import { readSigstoreUrls } from '../runner/environment.ts';
import { readPayload } from '../runner/event.ts';
import { hasIdentityToken, readIdentityToken } from '../runner/identity-token.ts';
import { optional } from '../runner/inputs.ts';
import type { RunContext } from '../runner/run-context.ts';
import { chooseServices } from '../sigstore/services.ts';

interface Payload {
  readonly repository: { readonly private?: boolean; readonly visibility?: string };
}

/**
 * Reads whether and how to sign the image; `undefined`: not at all.
 * @throws UserError `input-sign`, `signing-failed` if the job may not ask for a token and signing is required
 */
export async function readSigning({ serverUrl }: Pick<RunContext, 'serverUrl'>): Promise<SignOptions | undefined> {
  const mode = optional('sign') ?? 'off';
  if (mode === 'off') return undefined;
  if (mode !== 'auto' && mode !== 'required') {
    throw new UserError(
      'input-sign',
      `The input sign is ${JSON.stringify(mode)}.`,
      'Write off, auto or required for sign.',
    );
  }
  if (!hasIdentityToken()) return withoutToken(mode);
  const { repository } = await readPayload<Payload>();
  const isPublic = repository?.visibility === 'public';
  const services = chooseServices(serverUrl, isPublic, readSigstoreUrls());
  if (services !== undefined) return { mode, services, serverUrl, identityToken: readIdentityToken };
  throw new UserError(
    'input-sign',
    `The input sign is ${mode}, but GitHub Enterprise Server has no Sigstore.`,
    'Set SIGSTORE_FULCIO_URL, and SIGSTORE_REKOR_URL or SIGSTORE_TSA_URL, in the env of this step, or leave sign off.',
  );
}

function withoutToken(mode: SignOptions['mode']): undefined {
  const message = 'The job has no permission “id-token: write”, so the image cannot be signed';
  if (mode === 'required') {
    throw new UserError(
      'signing-failed',
      `${message}, but sign is required.`,
      'Add “id-token: write” to the permissions of the job and keep the existing ones, or set sign: auto and remove require-attestation.',
    );
  }
  info(`${message}.`);
  return undefined;
}
