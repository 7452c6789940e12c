import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from '@jest/globals';
import { readChart } from '../../../sandbox/cluster/chart.ts';
import { ENGINEER, LEAD } from '../../../sandbox/stage/stage.ts';
import { type Adoption, SUBJECT, TEAM } from './adoption.ts';
import { readHereDocument } from './tutorial.ts';

export interface Hosted {
  readonly why: string;
  /** The replacement of the command. */
  readonly play: (adoption: Adoption, script: string) => Promise<void>;
}

/** The commands of the tutorial that work only on github.com. */
export const HOSTED: Readonly<Record<string, Hosted>> = {
  repository: { why: 'gh makes it on github.com', play: createRepository },
  access: {
    why: 'gh asks github.com; the same request goes to the sandbox',
    play: (adoption) =>
      adoption.callGitHub('PUT', `/orgs/flux-data/teams/forge-leads/repos/${TEAM}`, '{"permission":"push"}'),
  },
  secret: { why: 'gh encrypts it for github.com', play: async () => undefined },
  subject: { why: 'github.com knows its numbers', play: nameSubject },
  chart: { why: 'helm pulls it from airflow.apache.org; here it is a copy', play: copyChart },
  ruleset: {
    why: 'gh sends it to github.com; the very text goes to the sandbox',
    play: (adoption, script) => adoption.callGitHub('POST', '/rulesets', readHereDocument(script)),
  },
  'pull-request': { why: 'gh opens it on github.com', play: openPullRequest },
  approval: { why: 'it needs a second person', play: approve },
  merge: { why: 'gh merges on github.com; here the sandbox does, by its rules', play: merge },
  'first-deployment': { why: 'github.com starts the run; act runs the very workflow', play: deployFirst },
  secrets: { why: 'it needs a cluster', play: async () => undefined },
  application: { why: 'it needs a cluster', play: async () => undefined },
  open: { why: 'it needs a node that runs containers: npm run test:cluster', play: async () => undefined },
};

async function copyChart({ terminal }: Adoption): Promise<void> {
  for (const [path, content] of Object.entries(await readChart('gitops/applications/charts/airflow'))) {
    const target = join(terminal.directory, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}

async function createRepository(adoption: Adoption): Promise<void> {
  await adoption.createRepository();
  adoption.team.setSettings({
    environments: { production: { admits: [{ name: 'main' }], secrets: ['GITOPS_APP_KEY'] } },
  });
}

async function nameSubject({ terminal }: Adoption): Promise<void> {
  await terminal.type(`export SUBJECT=${SUBJECT}`);
}

async function openPullRequest(adoption: Adoption): Promise<void> {
  const opened = { title: 'Check pull requests, and deploy what is merged', author: ENGINEER, head: 'workflows' };
  adoption.pullRequest = await adoption.team.openPullRequest(opened);
}

export async function approve({ pullRequest }: Adoption): Promise<void> {
  await pullRequest?.review({ author: LEAD, state: 'APPROVED' });
}

export function merge(adoption: Adoption): Promise<void> {
  return adoption.callGitHub('PUT', `/pulls/${adoption.pullRequest?.number}/merge`, '{"merge_method":"squash"}');
}

async function deployFirst(adoption: Adoption): Promise<void> {
  await adoption.seedRuntime();
  adoption.grant(await grantedActions(adoption));
  const merged = await adoption.deploy('push');
  expect(merged).toHaveSucceeded({ log: 'is committed' });
  for (const secret of adoption.secrets()) expect(merged.log).not.toContain(secret);
}

async function grantedActions({ terminal }: Adoption): Promise<ReadonlySet<string>> {
  const { Statement } = JSON.parse(await readFile(join(terminal.directory, 'permissions.json'), 'utf8'));
  return new Set(Statement.flatMap(({ Action }: { readonly Action: string | string[] }) => Action));
}
