import type { Issue } from './issue.ts';
import type { PullRequest } from './pull-request.ts';

/** A keyword, a colon if wanted, and an issue; https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue */
const CLOSING = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)(”?):?\s*([\w.-]+\/[\w.-]+)?#(\d+)\b/gi;

/** Returns the issues that the merge of a pull request with this description would close: none if its base is not the default branch. */
export function closingIssues({ repository, base }: PullRequest, description: string): readonly Issue[] {
  if (base !== repository.defaultBranch) return [];
  const numbers = [...description.matchAll(CLOSING)]
    .filter(([, quotation]) => quotation === '' || repository.settings.keywordsInQuotes === 'act')
    .filter(([, , named = repository.fullName]) => named.toLowerCase() === repository.fullName.toLowerCase())
    .map(([, , , number]) => Number(number));
  return repository.issues.filter(({ number }) => numbers.includes(number));
}
