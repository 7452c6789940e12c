import { readFile } from 'node:fs/promises';
import { verifyTag } from '../../cli/verify/verify.ts';
import { waitFor } from '../../sandbox/wait-for.ts';
import type { GitHub } from '../../src/github/api/client.ts';
import { isGitHubError } from '../../src/github/api/errors.ts';
import { readCommitOrigins } from '../../src/github/pull-request/commit-origins.ts';
import { readReviewTeams } from '../../src/github/pull-request/review-teams.ts';
import { readActivities } from '../../src/github/repository/activity.ts';
import { CommitStatuses } from '../../src/github/repository/commit-statuses.ts';
import { splitRepository } from '../../src/github/repository/split-repository.ts';
import { openRegistry } from '../../src/registry/client.ts';
import { readMachine } from '../../src/runner/environment.ts';
import type { Checks } from './check.ts';
import { askMirror } from './mirror.ts';
import type { Settings } from './settings.ts';

/** The commit to deploy, and the one before it on the first-parent line. */
export interface Candidate {
  readonly commit: string;
  readonly parent: string;
}

interface Commit {
  readonly sha: string;
  readonly parents: readonly { readonly sha: string }[];
}

interface Repository {
  readonly default_branch: string;
  readonly full_name: string;
}

/** Runs the checks that only read. Returns the commit and branch for the writing checks; `undefined` if one is missing. */
export async function readingChecks(
  checks: Checks,
  settings: Settings,
  source: GitHub,
  gitops: GitHub,
): Promise<{ candidate: Candidate; gitopsBranch: string } | undefined> {
  const found: { branch?: string; candidate?: Candidate; gitopsBranch?: string } = {};
  await checks.run('the token reads the repository with the DAGs', async () => {
    found.branch = (await readRepository(source, settings.source)).default_branch;
    found.candidate = await findCandidate(source, settings, found.branch);
    return `${found.candidate.commit} will be deployed`;
  });
  const { branch, candidate } = found;
  if (branch !== undefined && candidate !== undefined) {
    await checks.run('GitHub returns the pull request of the commit', () =>
      listPullRequests(source, settings, candidate),
    );
    await checks.run('the token sees the teams of the reviews', () => listTeams(source, settings, candidate));
    await checks.run('the points of a proof', () => countPoints(source));
    await checks.run('the token reads the activity log', () => countActivities(source, settings.source, branch));
  }
  await checks.run('the GitOps token reads the GitOps repository', async () => {
    found.gitopsBranch = (await readRepository(gitops, settings.gitops)).default_branch;
    return `its default branch is ${found.gitopsBranch}`;
  });
  await checks.run('the GitOps token reads commit statuses', () => listStatuses(gitops, settings, found.gitopsBranch));
  await checks.run('the registry accepts the credentials', async () => {
    const digest = await openRegistry({ image: settings.image, machine: readMachine() }).resolve('flux-airflow-smoke');
    return digest === undefined ? 'the repository exists' : `flux-airflow-smoke is ${digest}`;
  });
  if (settings.registryMirror !== '')
    await checks.run('the registry mirror returns a base image', () => askMirror(settings));
  const { signed } = settings;
  if (signed !== undefined)
    await checks.run('the approval of an image is signed', () => verifySigned(settings, signed));
  const { gitopsBranch } = found;
  return candidate === undefined || gitopsBranch === undefined ? undefined : { candidate, gitopsBranch };
}

function readRepository(github: GitHub, repository: string): Promise<Repository> {
  const { owner, name: repo } = splitRepository(repository);
  return github.get<Repository>('GET /repos/{owner}/{repo}', { owner, repo });
}

async function findCandidate(github: GitHub, { source, commit }: Settings, branch: string): Promise<Candidate> {
  const { owner, name: repo } = splitRepository(source);
  const parameters = { owner, repo, ref: commit ?? branch };
  const { sha, parents } = await github.get<Commit>('GET /repos/{owner}/{repo}/commits/{ref}', parameters);
  const [parent] = parents;
  if (parent === undefined)
    throw new Error(`${sha} is the first commit of the repository. Set SMOKE_COMMIT to a merged commit.`);
  return { commit: sha, parent: parent.sha };
}

/** Finds the signed approval at the image, and verifies it with the keys of Sigstore, as `require-attestation` does. */
async function verifySigned(
  { image, source, serverUrl }: Settings,
  { commit, workflow, trustedRoot }: NonNullable<Settings['signed']>,
): Promise<string> {
  const { digest, workflow: signer } = await verifyTag({
    image: `${image.registry}/${image.repository}`,
    tag: `version-${commit}`,
    commit,
    repository: source,
    serverUrl,
    workflows: [workflow],
    trustedRoots: trustedRoot === '' ? undefined : await readFile(trustedRoot, 'utf8'),
  });
  return `${digest}, signed by ${signer}`;
}

/** Asks again as a deployment would, for a shorter time: with a commit that was merged by no pull request, a person waits. */
const LINK_LIMIT_MS = 20_000;

async function listPullRequests(github: GitHub, { source }: Settings, { commit, parent }: Candidate): Promise<string> {
  const started = performance.now();
  const wanted = { repository: source, oids: [commit], rulesAt: parent, commit };
  const findNumbers = async () => {
    const { origins } = await readCommitOrigins(github, wanted);
    const numbers = origins.flatMap(({ pullRequests }) => pullRequests.map(({ number }) => `#${number}`));
    return numbers.length > 0 && numbers.join(', ');
  };
  const explain = () => 'GitHub returns none. Set SMOKE_COMMIT to a merged commit.';
  const limits = { limitMs: LINK_LIMIT_MS, everyMs: 1_000, explain };
  const named = await waitFor('a pull request of the commit', findNumbers, limits);
  return `${named}, ${((performance.now() - started) / 1_000).toFixed(1)} seconds after the first question`;
}

/** Reports the teams of each review, because GitHub documents for no token whether it sees them. */
async function listTeams(github: GitHub, { source }: Settings, { commit, parent }: Candidate): Promise<string> {
  const { origins } = await readCommitOrigins(github, { repository: source, oids: [commit], rulesAt: parent, commit });
  const numbers = origins.flatMap(({ pullRequests }) => pullRequests.map(({ number }) => number));
  const teams: string[] = [];
  for (const number of numbers) teams.push(...[...(await readReviewTeams(github, source, number)).values()].flat());
  return teams.length === 0 ? 'none: no review was given for a team, or the token may not see it' : teams.join(', ');
}

interface Limits {
  readonly resources: { readonly graphql: { readonly limit: number; readonly used: number } };
}

/** Reports the points that GitHub has counted for the queries so far. */
async function countPoints(github: GitHub): Promise<string> {
  const { used, limit } = (await github.get<Limits>('GET /rate_limit', {})).resources.graphql;
  return `${used} of ${limit} in this hour`;
}

async function countActivities(github: GitHub, repository: string, branch: string): Promise<string> {
  const latest = await readActivities(github, repository, branch);
  if (latest === undefined)
    throw new Error(
      'the token cannot read the activity log; manual merge commits are recognized by their signature instead',
    );
  const { activities, older } = latest;
  // GitHub's `Link` header of a full page has the cursor of the next one.
  return `${activities.length} entries${older === undefined ? '' : ', and a cursor for older ones'}`;
}

/** Reports the statuses of the newest GitOps commit; only deployments that follow one need the permission. */
async function listStatuses(github: GitHub, { gitops }: Settings, branch = 'HEAD'): Promise<string> {
  const { owner, name: repo } = splitRepository(gitops);
  const { sha } = await github.get<Commit>('GET /repos/{owner}/{repo}/commits/{ref}', { owner, repo, ref: branch });
  try {
    const { statuses } = await new CommitStatuses(github, { repository: gitops }).read(sha);
    const named = statuses.map(({ name, state }) => `${name} is ${state}`);
    return named.length === 0 ? 'none on the newest commit' : named.join(', ');
  } catch (error) {
    if (!isGitHubError(error, 'permission')) throw error;
    return 'not permitted: “Commit statuses: read” is needed for follow: commit-status';
  }
}
