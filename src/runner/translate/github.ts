import type { OutageError, UserError } from '../../errors.ts';
import type { GitHubError, GitHubErrorKind } from '../../github/api/errors.ts';
import { type Advice, advise, outageOf } from './advice.ts';

/** Returns the error that the user reads for an error of GitHub. */
export function translateGitHubError(error: GitHubError): UserError | OutageError {
  const { kind } = error;
  if (kind === 'rate-limit' || kind === 'unavailable') return outageOf(error);
  return advise(error, ADVICE[kind](error));
}

const REJECTED: Advice = { code: 'github-refused', remedy: 'Correct what GitHub names, and run this job again.' };

type Answered = Exclude<GitHubErrorKind, 'rate-limit' | 'unavailable'>;

const ADVICE: Readonly<Record<Answered, (error: GitHubError) => Advice>> = {
  token: ({ tokenName }) => ({
    code: 'github-token',
    remedy: `Give a token in ${tokenName} that is valid now: a GitHub App token lives one hour, a personal one may have expired or been revoked.`,
  }),
  permission: ({ tokenName, permission }) => ({
    code: 'github-permission',
    remedy: `This call needs ${permission} on ${repositoryOf(tokenName)}. ${GRANT[tokenName] ?? ''}`.trim(),
  }),
  'not-found': () => ({
    code: 'github-not-found',
    remedy: 'Check the names of the repository and the branch, and that the token was made for this repository.',
  }),
  plan: () => ({
    code: 'github-plan',
    remedy: 'Take a plan that has it; until then only the proof at deploy time protects production.',
  }),
  rejected: () => REJECTED,
  stale: () => REJECTED,
  'rule-violation': () => REJECTED,
  'branch-missing': () => ({
    code: 'gitops-branch-missing',
    remedy: 'Correct gitops-branch, or leave it out for the default branch.',
  }),
  'file-missing': () => ({
    code: 'values-file-missing',
    remedy: 'Correct values-file, or file in edits: it is a path from the root of the GitOps repository.',
  }),
  'file-unreadable': ({ path }) => ({
    code: 'file-unreadable',
    remedy: 'Save the file as UTF-8 text of less than 512 KB. CODEOWNERS gets shorter by folders instead of files.',
    findings: path === undefined ? [] : [{ message: 'Not whole text.', location: { file: path } }],
  }),
  'team-unreadable': () => ({
    code: 'team-unreadable',
    remedy:
      'Give a GitHub App token with the organisation permission “Members: read” in github-token, correct the name of the team, or name users in approvers, who then approve instead of CODEOWNERS.',
  }),
};

function repositoryOf(tokenName: string): string {
  return tokenName === 'gitops-token' ? 'the GitOps repository' : 'this repository';
}

/** How to give each token a permission. */
const GRANT: Readonly<Record<string, string>> = {
  'gitops-token':
    'Give the GitHub App, or the fine-grained token, “Contents: read and write”, and with mode: pull-request “Pull requests: read and write” too.',
  'github-token':
    'Add it to the permissions of the job, beside those that it has; for teams as approvers, give a token that may also read the organisation’s members.',
};
