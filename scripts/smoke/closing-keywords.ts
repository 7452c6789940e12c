import { waitFor } from '../../sandbox/wait-for.ts';
import { createPullRequest, updatePullRequest } from '../../src/github/gitops/edit-pull-request.ts';
import { splitRepository } from '../../src/github/repository/split-repository.ts';
import { makeInert } from '../../src/gitops/inert-text.ts';
import type { Checks } from './check.ts';
import type { Scratch } from './writing.ts';

const READ_CLOSING_ISSUES = /* GraphQL */ `
  query ReadClosingIssues($id: ID!) {
    node(id: $id) { ... on PullRequest { closingIssuesReferences(first: 10) { nodes { number } } } }
  }
`;
const LIMITS = { limitMs: 15_000, everyMs: 1_000 };

/** Checks whether quotation marks keep the keywords of other people's texts from closing an issue, if `SMOKE_ISSUE` names one. */
export async function closingKeywordChecks(checks: Checks, scratch: Scratch): Promise<void> {
  const { issue } = scratch.settings;
  if (issue !== undefined)
    await checks.run('a closing keyword in quotation marks closes no issue', () => compareTexts(scratch, issue));
}

/**
 * Proposes the temporary branch with a keyword that acts, because only then an answer without an issue proves something, and
 * then with the same text as this action writes it. GitHub reads keywords only in pull requests to the default branch.
 */
async function compareTexts(scratch: Scratch, issue: string): Promise<string> {
  const { gitops, settings, branch, gitopsBranch } = scratch;
  const text = `Fixes ${settings.gitops}#${issue}`;
  const inert = makeInert(text, settings.gitops);
  const proposed = await createPullRequest(gitops, {
    repositoryId: await readRepositoryId(scratch),
    baseRefName: gitopsBranch,
    headRefName: branch.name,
    title: 'Check flux-airflow against the hosted services: do not merge',
    body: text,
  });
  try {
    const closes = async () => (await readClosingIssues(scratch, proposed.id)).includes(Number(issue));
    const advice = () => `Set SMOKE_ISSUE to an open issue of ${settings.gitops}.`;
    await waitFor(`the issue that “${text}” closes`, closes, { ...LIMITS, explain: advice });
    await updatePullRequest(gitops, { pullRequestId: proposed.id, body: inert });
    await waitFor(`the end of the link, because “${inert}” must close nothing`, staysGone(closes), LIMITS);
    return `“${inert}” closes nothing, “${text}” would`;
  } finally {
    await updatePullRequest(gitops, { pullRequestId: proposed.id, state: 'CLOSED' });
  }
}

/** Returns a check that is true after the third look in a row without the issue: GitHub may remove a link and add it again. */
function staysGone(closes: () => Promise<boolean>): () => Promise<boolean> {
  let looks = 0;
  return async () => {
    looks = (await closes()) ? 0 : looks + 1;
    return looks >= 3;
  };
}

async function readRepositoryId({ gitops, settings }: Scratch): Promise<string> {
  const { owner, name: repo } = splitRepository(settings.gitops);
  return (await gitops.get<{ node_id: string }>('GET /repos/{owner}/{repo}', { owner, repo })).node_id;
}

/** Returns the numbers of the issues that a merge would close; https://docs.github.com/graphql/reference/objects#pullrequest */
async function readClosingIssues({ gitops }: Scratch, id: string): Promise<readonly number[]> {
  interface Answer {
    readonly node: { readonly closingIssuesReferences: { readonly nodes: readonly { readonly number: number }[] } };
  }
  const { node } = await gitops.query<Answer>(READ_CLOSING_ISSUES, { id });
  return node.closingIssuesReferences.nodes.map(({ number }) => number);
}
