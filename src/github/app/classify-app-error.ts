import type { OctokitError } from '../api/describe-failure.ts';
import { GitHubError, type GitHubErrorKind } from '../api/errors.ts';
import type { TokenRequest, TokenScope } from './token-request.ts';

/**
 * Returns the error for a refusal of a call with the key of an App: the key, the installation or its permissions are not
 * what GitHub has. Returns any other error unchanged.
 */
export function classifyAppError(error: unknown, { app, appInput, scope, permissions }: TokenRequest): unknown {
  if (!(error instanceof GitHubError)) return error;
  const words = wordsOf(error).replace(/\.$/, '');
  const { call, cause } = error;
  const fail = (kind: GitHubErrorKind, message: string, permission = '') =>
    new GitHubError(kind, message, {
      ...(call === undefined ? {} : { call }),
      cause,
      words,
      tokenName: appInput,
      permission,
    });
  const named = `the GitHub App ${app.appId}`;
  const asked = Object.entries(permissions).map(([name, level]) => `${name}: ${level}`);
  if (error.kind === 'token' || /Integration not found/i.test(words))
    return fail('app-key', `GitHub refused the key of ${named}: ${words}.`);
  if (error.kind === 'not-found')
    return fail('app-installation', `${capitalise(named)} is not installed on ${nameOf(scope)}.`);
  if (error.kind === 'permission')
    return fail('app-installation', `GitHub refused the installation of ${named} on ${nameOf(scope)}: ${words}.`);
  if (error.kind !== 'rejected') return error;
  const message = `GitHub refused ${named} a token for ${nameOf(scope)} with ${asked.join(' and ')}: ${words}.`;
  return fail('app-permission', message, asked.join(' and '));
}

/** Returns GitHub's own message, also that of a 404. */
function wordsOf({ cause, words }: GitHubError): string {
  return (cause as Partial<OctokitError> | undefined)?.response?.data?.message ?? words;
}

function nameOf(scope: TokenScope): string {
  return 'repository' in scope ? scope.repository : `the organisation ${scope.organisation}`;
}

function capitalise(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
