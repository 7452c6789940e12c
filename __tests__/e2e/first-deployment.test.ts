import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { ENGINEER, IMAGE, LEAD, type Stage, startStage } from '../../sandbox/stage/stage.ts';

const FILE = 'teams/new/values.yaml';
const MOVED = 'teams/new/airflow.yaml';
const BASE = 'teams/base.yaml';
const valuesWith = (tag: string) => `# The new team.\nimages:\n  airflow:\n    repository: ${IMAGE}\n    tag: ${tag}\n`;
const EMPTY = valuesWith('~');

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.close());

async function commit(files: Record<string, string | null>, message = 'By hand'): Promise<string> {
  return stage.gitops.commit({ branch: 'main', message, author: ENGINEER, files });
}

function run(sha: string, inputs: Record<string, string> = {}) {
  return stage.run(sha, { inputs: { 'values-file': FILE, ...inputs } });
}

test('an empty tag that was never set is a first deployment, and the next one compares with it', async () => {
  await commit({ [FILE]: EMPTY });
  await commit({ [FILE]: `${EMPTY}executor: KubernetesExecutor\n` });
  const first = await mergeDag(stage, 'orders');
  const dry = await run(first, { 'dry-run': 'true' });
  expect(dry).toHaveDeployed({
    summary: `${first.slice(0, 7)} is the first: no commit of ${FILE} has a tag or a deployment`,
  });
  expect(await run(first)).toHaveDeployed();
  expect(String(await stage.gitops.read('main', FILE))).toContain(`tag: version-${first}`);
  const second = await mergeDag(stage, 'payments');
  expect(await run(second)).toHaveDeployed();
  expect(await run(first)).toHaveEndedWith('skipped');
});

test('a first deployment needs its approval like any other', async () => {
  await commit({ [FILE]: EMPTY });
  const files = { 'airflow/dags/late.py': '"""Late."""\n' };
  const pushed = await stage.source.commit({ branch: 'main', message: 'late', author: ENGINEER, files });
  expect(await run(pushed)).toHaveFailedWith('approval-missing');
});

test.each(['rebase', 'squash', 'merge'] as const)(
  'a first deployment is judged by the rules below its pull request, which may not name its own approver: %s',
  async (method) => {
    await commit({ [FILE]: EMPTY });
    const owned = { '.github/CODEOWNERS': `* @${LEAD}\n` };
    const parent = await stage.source.commit({ branch: 'main', message: 'owners', author: LEAD, files: owned });
    const stranger = 'mallory';
    const taken = { '.github/CODEOWNERS': `* @${stranger}\n` };
    const own = { branch: 'own', author: ENGINEER };
    const first = await stage.source.commit({ ...own, message: 'me', files: taken, parent });
    await stage.source.commit({ ...own, message: 'dag', files: { 'airflow/dags/own.py': 'OWN = 1\n' }, parent: first });
    const pullRequest = await stage.source.openPullRequest({ title: 'Own', author: ENGINEER, head: 'own' });
    await pullRequest.review({ author: stranger, state: 'APPROVED' });
    const merged = await pullRequest.merge({ method, by: ENGINEER });
    expect(await run(merged, { approvers: '' })).toHaveFailedWith('approval-missing');
    const started = { inputs: { 'values-file': FILE, approvers: '' }, eventName: 'workflow_dispatch' } as const;
    expect(await stage.run(merged, started)).toHaveFailedWith('approval-missing');
    await pullRequest.review({ author: LEAD, state: 'APPROVED' });
    expect(await run(merged, { approvers: '' })).toHaveDeployed();
  },
);

test('a run by hand right after a rebase does not take the pull request’s own commit for the one below it', async () => {
  await commit({ [FILE]: EMPTY });
  const owned = { '.github/CODEOWNERS': `* @${LEAD}\n` };
  const parent = await stage.source.commit({ branch: 'main', message: 'owners', author: LEAD, files: owned });
  const own = { branch: 'own', author: ENGINEER };
  const taken = { '.github/CODEOWNERS': '* @mallory\n' };
  const first = await stage.source.commit({ ...own, message: 'me', files: taken, parent });
  await stage.source.commit({ ...own, message: 'dag', files: { 'airflow/dags/own.py': 'OWN = 1\n' }, parent: first });
  const pullRequest = await stage.source.openPullRequest({ title: 'Own', author: ENGINEER, head: 'own' });
  await pullRequest.review({ author: 'mallory', state: 'APPROVED' });
  const merged = await pullRequest.merge({ method: 'rebase', by: ENGINEER });
  const started = { inputs: { 'values-file': FILE, approvers: '' }, eventName: 'workflow_dispatch' } as const;
  expect(await stage.run(merged, started)).toHaveFailedWith('approval-missing');
});

test('an older run does not replace the first deployment that was faster', async () => {
  await commit({ [FILE]: EMPTY });
  const older = await mergeDag(stage, 'orders');
  const newer = await mergeDag(stage, 'payments');
  expect(await run(newer)).toHaveDeployed();
  expect(await run(older)).toHaveEndedWith('skipped');
});

/** Writes the branch again without its last commit. */
async function rewrite(): Promise<void> {
  const parent = await stage.gitops.head('main');
  await commit({ [FILE]: valuesWith('latest') });
  const files = { [FILE]: EMPTY };
  const other = await stage.gitops.commit({ branch: 'other', message: 'Again', author: ENGINEER, files, parent });
  await stage.gitops.push('main', other, ENGINEER);
}

/** What people do to a file, and what the run says about it. */
const TRACES: readonly (readonly [
  what: string,
  prepare: () => Promise<unknown>,
  reason: RegExp,
  inputs?: Record<string, string>,
])[] = [
  [
    'a deployed tag that was emptied',
    async () => {
      await commit({ [FILE]: EMPTY });
      expect(await run(await mergeDag(stage, 'before'))).toHaveDeployed();
      await commit({ [FILE]: EMPTY });
    },
    /\w{7} is a deployment/,
  ],
  [
    'a tag of another pipeline that was emptied',
    async () => {
      await commit({ [FILE]: valuesWith('latest') });
      await commit({ [FILE]: EMPTY });
    },
    /had the tag latest in \w{7}/,
  ],
  [
    'a file that was deleted and made again',
    async () => {
      await commit({ [FILE]: valuesWith('"2024.1"') });
      await commit({ [FILE]: null });
      await commit({ [FILE]: EMPTY });
    },
    /had the tag 2024\.1 in \w{7}/,
  ],
  [
    'a file that was moved',
    async () => {
      await commit({ [MOVED]: valuesWith('latest') });
      await commit({ [MOVED]: null, [FILE]: EMPTY });
    },
    /was teams\/new\/airflow\.yaml before/,
  ],
  [
    'a base file that had the tag',
    async () => {
      await commit({ [BASE]: valuesWith('latest'), [FILE]: EMPTY });
      await commit({ [BASE]: EMPTY });
    },
    /teams\/base\.yaml had the tag latest/,
    { 'base-values-files': BASE },
  ],
  ['a branch that was force-pushed', rewrite, /main was force-pushed on \d{4}-\d\d-\d\d/],
  [
    'a log that does not show the head of the branch',
    async () => {
      await commit({ [FILE]: EMPTY });
      stage.gitops.setActivityAccess({ afterMs: 3_600_000 });
    },
    /the activity log of main does not show \w{7}/,
  ],
  [
    'a log that the token may not read',
    async () => {
      await commit({ [FILE]: EMPTY });
      stage.gitops.setActivityAccess('hidden');
    },
    /the activity log of main is not readable/,
  ],
  [
    'a history that was not readable YAML',
    async () => {
      await commit({ [FILE]: 'images: [\n' });
      await commit({ [FILE]: EMPTY });
    },
    /the tag of \S+ in \w{7} is not readable/,
  ],
  [
    'more commits than are read',
    async () => {
      for (let each = 0; each < 51; each += 1) await commit({ [FILE]: `${EMPTY}# ${each}\n` });
    },
    /has more than 50 commits/,
  ],
];

test.each(TRACES)(
  '%s is not a first deployment: the run says why, and deploys with allow-unknown-deployed',
  async (_, prepare, reason, inputs = {}) => {
    await prepare();
    const sha = await mergeDag(stage, 'orders');
    expect(await run(sha, inputs)).toHaveFailedWith('deployed-unknown', { message: reason });
    expect(await run(sha, { ...inputs, 'allow-unknown-deployed': 'true' })).toHaveDeployed();
  },
);
