import type { GitHub } from '../../src/github/api/client.ts';
import { readCommitOrigins } from '../../src/github/pull-request/commit-origins.ts';
import { readActivities } from '../../src/github/repository/activity.ts';
import { splitRepository } from '../../src/github/repository/split-repository.ts';
import { openRegistry } from '../../src/registry/client.ts';
import { readMachine } from '../../src/runner/environment.ts';
import type { Checks } from './check.ts';
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

/** What can be looked at without changing anything; gives what the writing checks go on from. */
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
    return `${found.candidate.commit} is to be deployed`;
  });
  const { branch, candidate } = found;
  if (branch !== undefined && candidate !== undefined) {
    await checks.run('GitHub names the pull request of the commit', () => tellPullRequest(source, settings, candidate));
    await checks.run('the token reads the activity log', () => tellActivities(source, settings.source, branch));
  }
  await checks.run('the GitOps token reads the GitOps repository', async () => {
    found.gitopsBranch = (await readRepository(gitops, settings.gitops)).default_branch;
    return `its default branch is ${found.gitopsBranch}`;
  });
  await checks.run('the registry lets us in', async () => {
    const digest = await openRegistry({ image: settings.image, machine: readMachine() }).resolve('flux-airflow-smoke');
    return digest === undefined ? 'and its repository is there' : `flux-airflow-smoke is ${digest}`;
  });
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
  if (parent === undefined) throw new Error(`${sha} is the first commit; set SMOKE_COMMIT to a merged one`);
  return { commit: sha, parent: parent.sha };
}

async function tellPullRequest(github: GitHub, { source }: Settings, { commit, parent }: Candidate): Promise<string> {
  const { origins } = await readCommitOrigins(github, { repository: source, oids: [commit], rulesAt: parent, commit });
  const numbers = origins.flatMap(({ pullRequests }) => pullRequests.map(({ number }) => `#${number}`));
  if (numbers.length === 0) throw new Error('it names none; set SMOKE_COMMIT to a merged commit');
  return numbers.join(', ');
}

async function tellActivities(github: GitHub, repository: string, branch: string): Promise<string> {
  const activities = await readActivities(github, repository, branch);
  if (activities === undefined)
    throw new Error('it may not: a merge commit made by hand is then told by its signature');
  return `${activities.length} entries`;
}
