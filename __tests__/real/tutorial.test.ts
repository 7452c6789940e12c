import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dagFile } from '../../demo/pull-request.ts';
import { APP_ID } from '../../sandbox/stage/deployer-app.ts';
import { ENGINEER, LEAD } from '../../sandbox/stage/stage.ts';
import { readExamples, readPage } from '../repository/markdown.ts';
import { Adoption, RELEASE, ROLE, SUBJECT, TEAM, TEAM_IMAGE, TEAM_VALUES_FILE } from './parts/adoption.ts';
import { describeWith } from './parts/find-part.ts';
import { approve, HOSTED, merge } from './parts/hosted.ts';
import { startMoto } from './parts/moto.ts';
import { readCommands } from './parts/tutorial.ts';

const PAGE = resolve(import.meta.dirname, '../../docs/tutorial/first-deployment.md');
const COMMANDS = readCommands(readFileSync(PAGE, 'utf8'));

test('the only skipped commands of the page are those that need github.com', () => {
  expect(COMMANDS.flatMap(({ hosted }) => hosted ?? [])).toEqual(Object.keys(HOSTED));
  expect(COMMANDS.filter(({ hosted }) => hosted === undefined).length).toBeGreaterThan(8);
});

describeWith(['act', 'awscli', 'moto'], 'the tutorial, command by command', ({ act = '', awscli = '', moto = '' }) => {
  let iam: Awaited<ReturnType<typeof startMoto>>;
  let adoption: Adoption;
  beforeAll(async () => {
    iam = await startMoto(moto);
    adoption = await Adoption.start({ act, aws: awscli, iam: iam.url });
  });
  afterAll(async () => {
    await adoption.close();
    await iam.close();
  });

  async function deployedTag(): Promise<string | undefined> {
    return /^ {4}tag: (\S+)/m.exec(String(await adoption.stage.gitops.read('main', TEAM_VALUES_FILE)))?.[1];
  }

  /** Merges an approved pull request. Returns the tag of the merge's image. */
  async function mergeApproved(branch: string, files: Readonly<Record<string, string>>): Promise<string> {
    const { team } = adoption;
    await team.commit({ branch, message: branch, author: ENGINEER, files, parent: await team.head('main') });
    adoption.pullRequest = await team.openPullRequest({ title: branch, author: ENGINEER, head: branch });
    await approve(adoption);
    await merge(adoption);
    return `version-${await team.head('main')}`;
  }

  test.each(COMMANDS.map(({ hosted, script }) => [title(hosted, script), hosted, script] as const))(
    '%s',
    async (_, hosted, script) => {
      if (hosted === undefined) await adoption.terminal.type(script);
      else await HOSTED[hosted]?.play(adoption, script);
    },
  );

  test('at the end the merge is deployed with its approver, and its tag is in the team’s file', async () => {
    const { stage, team } = adoption;
    expect(await deployedTag()).toBe(`version-${await team.head('main')}`);
    const [last] = await stage.gitops.log('main');
    expect(last?.message).toContain(`Approved-By: @${LEAD}\n`);
    expect(last?.message).toContain(`Source-Repository: ${TEAM}\n`);
  });

  test('the template has no placeholders left', async () => {
    expect(await adoption.terminal.type('git grep -nE "<[a-z-]+>" || true')).toBe('');
  });

  test('a commit as RELEASE is in all files that name a release', async () => {
    const [commit, [names, template]] = [adoption.stage.first, ['export RELEASE=', 'sed -e'].map(findScript)];
    const chosen = names?.replace(`RELEASE=${RELEASE}`, `RELEASE=${commit}`);
    const named = await adoption.terminal.type(
      `(mkdir ../by-commit && cd ../by-commit\n${chosen}${template}echo "$WORKFLOW_REF"\ngit grep -hoE "(yaml@|rev: ).{40}" -- .)`,
    );
    expect(named).toBe(`${commit}\n${`yaml@${commit}\n`.repeat(2)}rev: ${commit}\n`);
  });

  test('AWS trusts the workflow that the team calls, by its claim in GitHub’s token', async () => {
    const trust = JSON.parse(await readFile(join(adoption.terminal.directory, 'trust.json'), 'utf8'));
    const workflow = String(await adoption.team.read('main', '.github/workflows/deploy.yaml'));
    const [, called = '', ref = ''] = /uses: (\S+)@(\S+)/.exec(workflow) ?? [];
    expect(trust.Statement[0].Condition.StringEquals).toMatchObject({
      'token.actions.githubusercontent.com:job_workflow_ref': `${called}@refs/tags/${ref}`,
      'token.actions.githubusercontent.com:sub': `${SUBJECT}:environment:production`,
    });
    expect(ref).toBe(RELEASE);
  });

  test('protect finds nothing wrong in the repository', async () => {
    expect(await adoption.protect()).toHaveSucceeded({ outputs: { wrong: '0' } });
  });

  test('each later merge is deployed automatically; a rollback and a resume work', async () => {
    const first = await deployedTag();
    const merged = await mergeApproved('orders', { 'airflow/dags/orders.py': dagFile('orders') });
    expect(await adoption.deploy('push')).toHaveSucceeded();
    expect(await deployedTag()).toBe(merged);
    const wanted = { operation: 'rollback', 'rollback-to': first, reason: 'orders are wrong' };
    const back = await adoption.deploy('workflow_dispatch', wanted);
    expect(back).toHaveSucceeded({ log: '.hold' });
    expect(await deployedTag()).toBe(first);
    expect(await adoption.deploy('workflow_dispatch', { operation: 'resume' })).toHaveSucceeded();
    expect(await deployedTag()).toBe(merged);
  });

  test('a status reports what is deployed, a dry run what would be; neither changes anything', async () => {
    const [before] = await adoption.stage.gitops.log('main');
    const status = await adoption.deploy('workflow_dispatch', { operation: 'status' });
    expect(status).toHaveSucceeded({ log: `Deployed: ${await deployedTag()}, since` });
    expect(status.log).not.toContain('Main Deploy');
    const tried = await adoption.deploy('workflow_dispatch', { operation: 'hold', reason: 'x', 'dry-run': 'true' });
    expect(tried).toHaveSucceeded({ log: '.hold' });
    const [after] = await adoption.stage.gitops.log('main');
    expect(after).toEqual(before);
  });

  test('an unknown operation is rejected before any key is read', async () => {
    const run = await adoption.deploy('workflow_dispatch', { operation: 'holds' });
    // The output of a very short step may be missing in act's log.
    expect(run).toHaveExitedWith(1, { log: 'Failure - Main Reject an unknown operation' });
    expect(run.log).not.toContain('Main Deploy');
  });

  test('the ten lines of the README deploy when the variables that it names are set', async () => {
    const [readme] = readExamples(readPage('README.md')).filter(({ language }) => language === 'yaml');
    const files = { '.github/workflows/deploy.yaml': readme?.text ?? '', 'airflow/dags/loans.py': dagFile('loans') };
    const merged = await mergeApproved('ten-lines', files);
    const run = await adoption.deploy('push');
    expect(run).toHaveExitedWith(1, { log: 'Failure - Main Reject missing inputs' });
    expect(run.log).not.toContain('Main Deploy');
    const [GITOPS_REPOSITORY, GITOPS_APP_ID] = [adoption.stage.gitops.fullName, APP_ID];
    const apps = { GITOPS_APP_ID, MEMBERS_APP_ID: GITOPS_APP_ID };
    const vars = { IMAGE: TEAM_IMAGE, AWS_ROLE: ROLE, GITOPS_REPOSITORY, ...apps };
    expect(await adoption.deploy('push', {}, vars)).toHaveSucceeded();
    expect(await deployedTag()).toBe(merged);
  });
});

function findScript(part: string): string {
  return COMMANDS.find(({ script }) => script.includes(part))?.script ?? '';
}

function title(hosted: string | undefined, script: string): string {
  const [first = ''] = script.split('\n');
  return hosted === undefined ? first : `(${HOSTED[hosted]?.why}) ${first}`;
}
