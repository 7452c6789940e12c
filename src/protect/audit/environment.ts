import { type Visibility, visibilityOf } from '../../github/api/visibility.ts';
import {
  type Environment,
  readBranchPolicies,
  readEnvironment,
  readEnvironmentSecrets,
  readRepositorySecrets,
} from '../../github/repository/environment.ts';
import type { ProtectionFinding } from '../finding.ts';
import type { EnvironmentOptions } from '../options.ts';
import { checkSecrets } from './secrets.ts';

/** Checks the environment of deployments: it is used, admits only the default branch, and has the secrets. */
export async function checkEnvironment(options: EnvironmentOptions): Promise<ProtectionFinding[]> {
  const { github, repository, environment } = options;
  const [found, held, open] = await Promise.all([
    visibilityOf(readEnvironment(github, repository, environment)),
    visibilityOf(readEnvironmentSecrets(github, repository, environment)),
    visibilityOf(readRepositorySecrets(github, repository)),
  ]);
  const isMissing = found.state === 'absent' || found.state === 'not-in-plan';
  const use = checkUse(options);
  if (isMissing) return [missing(environment), ...use];
  return [await checkBranches(options, found), ...use, ...checkSecrets(options, held, open)];
}

function missing(environment: string): ProtectionFinding {
  return {
    code: 'environment-missing',
    state: 'wrong',
    is: `the environment ${environment} does not exist`,
    should: `the environment ${environment} protects the secrets of deployments`,
    remedy: `Create it in Settings → Environments, let it admit only the default branch, and move the deployment’s secrets there.`,
  };
}

async function checkBranches(options: EnvironmentOptions, found: Visibility<Environment>): Promise<ProtectionFinding> {
  const { branch, environment } = options;
  const code = 'environment-branches';
  const should = `${environment} admits only ${branch}`;
  const unseen = {
    code,
    state: 'unknown',
    should,
    remedy: 'Grant the job “permissions: { contents: read, actions: read }”.',
  } as const;
  if (found.state !== 'seen') return { ...unseen, is: 'the token cannot read it' };
  const admitted = await listAdmitted(options, found.value);
  if (admitted.state !== 'seen') return { ...unseen, is: 'the token cannot read the branches that it admits' };
  if (admitted.value.length === 1 && admitted.value[0] === `branch ${branch}`)
    return { code, state: 'fine', is: `only ${branch}`, should, remedy: '' };
  const is = `it admits ${admitted.value.join(', ') || 'no branch'}`;
  const remedy = `In Settings → Environments → ${environment} choose “Selected branches and tags”, and add only ${branch}.`;
  return { code, state: 'wrong', is, should, remedy };
}

async function listAdmitted(
  { github, repository, environment }: EnvironmentOptions,
  { deployment_branch_policy: policy }: Environment,
): Promise<Visibility<string[]>> {
  if (policy === null) return { state: 'seen', value: ['any branch and tag'] };
  if (policy.protected_branches) return { state: 'seen', value: ['every protected branch'] };
  const policies = await visibilityOf(readBranchPolicies(github, repository, environment));
  if (policies.state !== 'seen') return policies;
  return { state: 'seen', value: policies.value.map(({ name, type = 'branch' }) => `${type} ${name}`) };
}

function checkUse({ environment, workflows }: EnvironmentOptions): ProtectionFinding[] {
  const jobs = workflows.flatMap(({ jobs }) => jobs);
  const base = { code: 'environment-unused', should: `deployments run in the environment ${environment}` } as const;
  const users = jobs.filter((job) => job.environment === environment);
  if (users.length > 0) return [{ ...base, state: 'fine', is: users.map(({ name }) => name).join(', '), remedy: '' }];
  const elsewhere = jobs.some(({ uses, environment: named }) => uses !== undefined || named?.includes('${{'));
  return [
    {
      ...base,
      state: elsewhere ? 'unknown' : 'wrong',
      is: `no job of this repository uses it${elsewhere ? ', but a called workflow or an expression may' : ''}`,
      remedy: `Write “environment: ${environment}” in the job that deploys.`,
    },
  ];
}
