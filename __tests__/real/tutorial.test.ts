import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ENGINEER, LEAD } from '../../sandbox/stage/stage.ts';
import { Adoption, LEADS, RELEASE, TEAM, TEAM_VALUES_FILE } from './parts/adoption.ts';
import { describeWith } from './parts/find-part.ts';
import { startMoto } from './parts/moto.ts';
import { readCommands, readHereDocument } from './parts/tutorial.ts';

const PAGE = resolve(import.meta.dirname, '../../docs/tutorial/first-deployment.md');
const COMMANDS = readCommands(readFileSync(PAGE, 'utf8'));

/** What only github.com can do: why, and what is done instead. */
const HOSTED: Readonly<Record<string, readonly [why: string, play: (to: Adoption, script: string) => Promise<void>]>> =
  {
    repository: ['gh makes it on github.com', (to) => to.createRepository()],
    secret: ['the environment encrypts it on github.com', async () => undefined],
    ruleset: [
      'gh sends it to github.com; the very text goes to the sandbox',
      (to, script) => to.callGitHub('POST', '/rulesets', readHereDocument(script)),
    ],
    'pull-request': ['gh opens it on github.com', openPullRequest],
    approval: ['it needs a second person', approve],
    merge: [
      'gh merges on github.com; here the sandbox does, by its rules',
      (to) => to.callGitHub('PUT', `/pulls/${to.pullRequest?.number}/merge`, '{"merge_method":"squash"}'),
    ],
    'first-deployment': ['the run is started on github.com; act runs the very workflow', deployFirst],
  };

async function openPullRequest(to: Adoption): Promise<void> {
  const opened = { title: 'Check pull requests, and deploy what is merged', author: ENGINEER, head: 'workflows' };
  to.pullRequest = await to.team.openPullRequest(opened);
}

async function approve({ pullRequest }: Adoption): Promise<void> {
  await pullRequest?.review({ author: LEAD, state: 'APPROVED', onBehalfOf: [LEADS] });
}

async function deployFirst(to: Adoption): Promise<void> {
  await to.seedRuntime();
  const actions = await grantedActions(to);
  const merged = await to.deploy('push', actions);
  expect([merged.exitCode, merged.log]).toEqual([1, expect.stringContaining('deployed-unknown')]);
  const first = await to.deploy('workflow_dispatch', actions, { operation: 'first-deployment' });
  expect([first.exitCode, first.log]).toEqual([0, expect.stringContaining('is committed')]);
  for (const secret of to.secrets()) expect(merged.log + first.log).not.toContain(secret);
}

async function grantedActions({ terminal }: Adoption): Promise<Set<string>> {
  const { Statement } = JSON.parse(await readFile(join(terminal.directory, 'permissions.json'), 'utf8'));
  return new Set(Statement.flatMap(({ Action }: { readonly Action: string | string[] }) => Action));
}

test('what is left out of the page’s commands is what only github.com can do', () => {
  expect(COMMANDS.flatMap(({ hosted }) => hosted ?? [])).toEqual(Object.keys(HOSTED));
  expect(COMMANDS.filter(({ hosted }) => hosted === undefined).length).toBeGreaterThan(8);
});

describeWith(['act', 'awscli', 'moto'], 'the tutorial, command by command', ({ act = '', awscli = '', moto = '' }) => {
  let iam: Awaited<ReturnType<typeof startMoto>>;
  let adoption: Adoption;
  beforeAll(async () => {
    iam = await startMoto(moto);
    adoption = await Adoption.start({ act, aws: awscli, iam: iam.url });
  }, 120_000);
  afterAll(async () => {
    await adoption.close();
    await iam.stop();
  });

  test.each(COMMANDS.map(({ hosted, script }) => [title(hosted, script), hosted, script] as const))(
    '%s',
    async (_, hosted, script) => {
      if (hosted === undefined) await adoption.terminal.type(script);
      else await HOSTED[hosted]?.[1](adoption, script);
    },
    120_000,
  );

  test('in the end the team’s merge is deployed, by the one who approved it, and its tag stands in its own file', async () => {
    const { stage, team } = adoption;
    const values = String(await stage.gitops.read('main', TEAM_VALUES_FILE));
    expect(values).toContain(`    tag: version-${await team.head('main')} # set by the deployment\n`);
    const [last] = await stage.gitops.log('main');
    expect(last?.message).toContain(`Approved-By: @${LEAD}\n`);
    expect(last?.message).toContain(`${TEAM}`);
  });

  test('nothing of the template is left to fill in', async () => {
    const { stdout } = { stdout: await adoption.terminal.type('git grep -nE "<[a-z-]+>" || true') };
    expect(stdout).toBe('');
  });

  test('AWS trusts the workflow that the team calls, by the claim that GitHub gives for it', async () => {
    const trust = JSON.parse(await readFile(join(adoption.terminal.directory, 'trust.json'), 'utf8'));
    const workflow = String(await adoption.team.read('main', '.github/workflows/deploy.yaml'));
    const [, called = '', ref = ''] = /uses: (\S+)@(\S+)/.exec(workflow) ?? [];
    expect(trust.Statement[0].Condition.StringEquals).toMatchObject({
      'token.actions.githubusercontent.com:job_workflow_ref': `${called}@refs/tags/${ref}`,
      'token.actions.githubusercontent.com:sub': `repo:${TEAM}:environment:production`,
    });
    expect(ref).toBe(RELEASE);
  });
});

function title(hosted: string | undefined, script: string): string {
  const [first = ''] = script.split('\n');
  return hosted === undefined ? first : `(${HOSTED[hosted]?.[0]}) ${first}`;
}
