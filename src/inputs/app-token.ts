import { UserError } from '../errors.ts';
import type { GitHubToken } from '../github/api/token.ts';
import { InstallationToken } from '../github/app/installation-token.ts';
import { readPrivateKey } from '../github/app/private-key.ts';
import type { TokenRequest } from '../github/app/token-request.ts';
import { mask } from '../http/redact.ts';
import { annotate } from '../runner/annotate.ts';
import { atEnd } from '../runner/at-end.ts';
import { optional, secret } from '../runner/inputs.ts';

/** A token with the input that it comes from, for errors. */
export interface NamedToken {
  readonly token: GitHubToken;
  readonly tokenName: string;
}

/**
 * Reads a token, or the GitHub App that makes one for this run: `<kind>-token`, or `<kind>-app-id` and `<kind>-app-key`.
 * The App's token is for one scope and few permissions, and is revoked when the run ends.
 * @returns `undefined` if no input is set
 * @throws UserError `app-inputs`, `app-key`
 */
export function readToken(
  kind: 'gitops' | 'members',
  request: Pick<TokenRequest, 'scope' | 'permissions' | 'ifGranted'>,
): NamedToken | undefined {
  const [tokenInput, appInput] = [`${kind}-token`, `${kind}-app-id`];
  const appId = optional(appInput);
  const keyInput = findKeyInput(kind, appId);
  const hasToken = optional(tokenInput) !== undefined;
  if (appId === undefined && keyInput === undefined)
    return hasToken ? { token: secret(tokenInput), tokenName: tokenInput } : undefined;
  if (hasToken) throw bothSet(tokenInput, appInput);
  if (appId === undefined || keyInput === undefined) throw oneMissing(kind, appId === undefined);
  const token = new InstallationToken({ app: { appId, privateKey: readKey(keyInput) }, appInput, ...request });
  atEnd(() => token.revoke().catch(warnOfToken));
  return { token: token.current, tokenName: appInput };
}

/** Returns the input with the App's key. Without its own, the App that reads members may be that of the GitOps repository. */
function findKeyInput(kind: 'gitops' | 'members', appId: string | undefined): string | undefined {
  const inputs =
    kind === 'members' && appId !== undefined ? ['members-app-key', 'gitops-app-key'] : [`${kind}-app-key`];
  return inputs.find((input) => optional(input) !== undefined);
}

/** Reads a private key. Masks it as it was written and as it is used. */
function readKey(input: string): string {
  const key = readPrivateKey(secret(input));
  if (key === undefined) {
    throw new UserError(
      'app-key',
      `The input ${input} is not the private key of a GitHub App.`,
      `Set ${input} to the whole .pem file that GitHub made: from “-----BEGIN RSA PRIVATE KEY-----” to “-----END RSA PRIVATE KEY-----”. Line ends may be written as \\n, and the file may be in base64.`,
    );
  }
  mask(key);
  return key;
}

function warnOfToken(error: unknown): void {
  annotate(
    'notice',
    'token not revoked',
    `The token of the GitHub App could not be revoked, so it stays valid for up to one hour: ${error instanceof Error ? error.message : error}`,
  );
}

function bothSet(tokenInput: string, appInput: string): UserError {
  return new UserError(
    'app-inputs',
    `The inputs ${tokenInput} and ${appInput} are both set.`,
    `Remove ${tokenInput}, and the step of actions/create-github-app-token that makes it; or remove ${appInput} and its key.`,
  );
}

function oneMissing(kind: string, isId: boolean): UserError {
  const [id, key] = [`${kind}-app-id`, `${kind}-app-key`];
  return new UserError(
    'app-inputs',
    isId ? `${key} is set without ${id}.` : `${id} is set without ${key}.`,
    `Set both: ${id} to the client ID of the GitHub App, and ${key} to its private key. A variable or a secret that does not exist is empty.`,
  );
}
