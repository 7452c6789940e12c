import type { OutageError, UserError } from '../errors.ts';
import type { GitHubError, GitHubErrorKind } from '../github/api/errors.ts';
import { type Advice, advise, outageOf } from './advice.ts';

/** Returns the user's error for an error of GitHub. */
export function translateGitHubError(error: GitHubError): UserError | OutageError {
  const { kind } = error;
  if (kind === 'rate-limit' || kind === 'unavailable') return outageOf(error, error.retryAt);
  return advise(error, ADVICE[kind](error));
}

const REJECTED: Advice = {
  code: 'github-refused',
  remedy: 'Fix the problem that GitHub names, then run this job again.',
};

type Answered = Exclude<GitHubErrorKind, 'rate-limit' | 'unavailable'>;

const ADVICE: Readonly<Record<Answered, (error: GitHubError) => Advice>> = {
  token: ({ tokenName }) => ({
    code: 'github-token',
    remedy: isAppInput(tokenName)
      ? 'Run this job again: it makes a new token. If it fails again, check that the GitHub App is still installed.'
      : `Set ${tokenName} to a valid token. A GitHub App token expires after one hour; a personal token may have expired or been revoked.`,
  }),
  permission: ({ tokenName, permission }) => ({
    code: 'github-permission',
    remedy: `The call needs ${permission} on ${repositoryOf(tokenName)}. ${GRANT[tokenName] ?? ''}`.trim(),
  }),
  'not-found': () => ({
    code: 'github-not-found',
    remedy: 'Check the names of the repository and the branch, and that the token has access to this repository.',
  }),
  plan: () => ({
    code: 'github-plan',
    remedy:
      'Upgrade to a GitHub plan that includes it. Until then, only the approval check at deploy time protects production.',
  }),
  rejected: () => REJECTED,
  stale: () => REJECTED,
  'rule-violation': () => REJECTED,
  'branch-missing': () => ({
    code: 'gitops-branch-missing',
    remedy: 'Fix gitops-branch, or remove it to use the default branch.',
  }),
  'file-missing': () => ({
    code: 'values-file-missing',
    remedy: 'Fix values-file, or file in edits. It is a path from the root of the GitOps repository.',
  }),
  'not-a-file': () => ({
    code: 'values-file-type',
    remedy: 'Set values-file, or file in edits, to a regular text file of the GitOps repository.',
  }),
  'file-unreadable': ({ path }) => ({
    code: 'file-unreadable',
    remedy: 'Save the file as UTF-8 text of less than 512 KB. To shorten CODEOWNERS, list folders instead of files.',
    findings:
      path === undefined ? [] : [{ message: 'GitHub does not return the whole file.', location: { file: path } }],
  }),
  'team-unreadable': ({ tokenName }) => ({
    code: 'team-unreadable',
    remedy: `${TEAM_TOKEN[tokenName] ?? 'Set members-token to the token of a GitHub App with the organisation permission “Members: read”.'} Or fix the name of the team, or list users in approvers, which then replaces CODEOWNERS.`,
  }),
  'app-key': ({ tokenName }) => ({
    code: 'app-key',
    remedy: `Set ${tokenName} to the client ID or App ID that the settings of the GitHub App show, and ${keyInputOf(tokenName)} to a private key of the same App. The settings list the keys that GitHub accepts.`,
  }),
  'app-installation': () => ({
    code: 'app-installation',
    remedy:
      'Install the GitHub App there, in its settings under “Install App”, or lift its suspension. If the name is wrong, fix the input.',
  }),
  'app-permission': ({ permission }) => ({
    code: 'app-installation',
    remedy: `Give the GitHub App ${permission} in its settings, and access to the repository. Then an owner of the organisation must accept the new permissions, in the organisation’s settings under “GitHub Apps”.`,
  }),
};

function repositoryOf(tokenName: string): string {
  return tokenName.startsWith('gitops-') ? 'the GitOps repository' : 'this repository';
}

/** Returns whether the token of an error was made by the action, for the App that an input names. */
function isAppInput(tokenName: string): boolean {
  return tokenName.endsWith('-app-id');
}

/** Returns the input with the private key that belongs to the input with an App's ID. */
function keyInputOf(appInput: string): string {
  return appInput.replace(/-id$/, '-key');
}

/** How to let a token see a team, where it is not to set another token. */
const TEAM_TOKEN: Readonly<Record<string, string>> = {
  'members-token':
    'Grant the GitHub App of members-token the organisation permission “Members: read”, and install it in the organisation of the team.',
};

const GITOPS_PERMISSIONS =
  '“Contents: read and write”; for mode: pull-request, also “Pull requests: read and write”; for follow: commit-status, also “Commit statuses: read”; for on-failure: rollback, “Commit statuses: read and write”.';

/** How to grant a permission to each token. */
const GRANT: Readonly<Record<string, string>> = {
  'gitops-token': `Grant the GitHub App or fine-grained token ${GITOPS_PERMISSIONS}`,
  'gitops-app-id': `Grant the GitHub App ${GITOPS_PERMISSIONS}`,
  'github-token': 'Add it to the permissions of the job and keep the existing ones.',
};
