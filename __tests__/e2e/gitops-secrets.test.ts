/** Secrets in files of the GitOps repository: only the values that a deployment changes may leave it. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { type ActionResult, runAction } from '../../sandbox/runner/run-action.ts';
import { checkout } from '../../sandbox/stage/checkout.ts';
import { commitByHand } from '../../sandbox/stage/gitops-file.ts';
import { GITOPS, IMAGE, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { renderDeployment } from '../../src/check/report/render-deployment.ts';
import { UserError } from '../../src/errors.ts';
import { GitHub } from '../../src/github/api/client.ts';
import { previewChange } from '../../src/gitops/preview.ts';
import { formatError } from '../../src/translate/translate.ts';
import { parseEdits } from '../../src/values/edit-list.ts';

const CANARY = 'hunter2canary';
const TOKEN = 'ghs_sandboxproposaltoken000000000000000000008';
const JOB_FILE = 'applications/job.json';
const HOLD_FILE = `${VALUES_FILE}.hold`;
const EDITS = `- {file: ${JOB_FILE}, key: image, part: tag}\n- {key: images.pod_template.tag, value: "{tag}"}`;

let stage: Stage;
let commit: string;
let temp: string;
beforeAll(async () => {
  stage = await startStage();
  const permissions = { [GITOPS]: { contents: 'write', pull_requests: 'write' } } as const;
  stage.github.addToken({ token: TOKEN, login: 'flux-deployer[bot]', app: true, permissions });
  commit = await mergeDag(stage, 'orders');
  temp = await mkdtemp(join(tmpdir(), 'flux-airflow-secrets-'));
});
afterAll(async () => {
  await stage.close();
  await rm(temp, { recursive: true, force: true });
});

const head = () => `repository: ${IMAGE}, tag: "version-${stage.first}"`;

/** Secrets in every line around the tag, and in its own line. */
const valid = () => `# ${CANARY}
fernetKey: ${CANARY} # ${CANARY}
images: # ${CANARY}
  airflow: {before: ${CANARY}, ${head()}, after: [${CANARY}], digest: ~} # ${CANARY}
  pod_template: {tag: old, password: ${CANARY}}
data: {metadataConnection: {pass: ${CANARY}}}
`;
const job = () => `{"password": "${CANARY}", "image": "${IMAGE}:old", "also": "${CANARY}"}`;

const write = (files: Record<string, string | null>) => commitByHand(stage, files);

async function guard(): Promise<ActionResult> {
  const sha = await stage.gitops.head('main');
  return runAction({
    action: resolve(import.meta.dirname, '../../actions/guard'),
    repository: GITOPS,
    sha,
    event: { before: `${sha}^`, after: sha },
    workspace: await checkout(stage.gitops.directory, sha, temp),
    apiUrl: stage.github.url,
    token: 'not used',
    environment: stage.environment,
    inputs: { 'values-files': VALUES_FILE, base: 'HEAD^' },
  });
}

/** Returns the text of `check` about the deployment, for the summary and the comment. */
async function preview(edits = EDITS, keys: { readonly repositoryKey?: string } = {}): Promise<string> {
  const location = { repository: GITOPS, path: VALUES_FILE };
  const deployment = { image: IMAGE, tag: `version-${commit}`, serverUrl: stage.github.url };
  const image = { ...deployment, digest: `sha256:${'0a'.repeat(32)}` };
  const target = {
    location,
    tagKey: 'images.airflow.tag',
    repositoryKey: 'images.airflow.repository',
    digestKey: 'images.airflow.digest',
    pinDigest: false,
    baseFiles: [],
    edits: edits === '' ? [] : parseEdits(edits),
    ...keys,
  };
  const gitops = new GitHub({ token: TOKEN, tokenName: 'gitops-token', apiUrl: stage.github.url });
  const change = await previewChange(gitops, target, image).catch((error: unknown) => {
    if (error instanceof UserError) return { rejection: formatError(error) };
    throw error;
  });
  const { values: _, ...rest } = 'values' in change ? change : { values: undefined, ...change };
  const runtime = { rejection: 'not asked' };
  return renderDeployment({ ...deployment, target: location, runtime, change }) + JSON.stringify(rest);
}

/** Returns everything that a step shows: log with debug lines, annotations, outputs, summary and all comments. */
function listShown(...results: readonly ActionResult[]): string {
  const comments = stage.source.pullRequests.map((pullRequest) => pullRequest.comments.map(({ body }) => body));
  return JSON.stringify([results, comments]);
}

/** Returns the parts of a text around each canary. */
function findCanaries(text: string): string[] {
  return [...text.matchAll(/.{0,60}hunter2canary.{0,20}/g)].map(([place]) => place);
}

const status = () => stage.run(commit, { entry: 'status', inputs: stage.statusInputs() });
const deploy = (inputs: Record<string, string> = {}, runId = 1) => stage.run(commit, { inputs, runId });

test('a deployment, its preview, guard and status show only the changed values', async () => {
  await write({ [VALUES_FILE]: valid(), [JOB_FILE]: job() });
  const shown = await preview();
  expect(shown).toContain('images.airflow.tag');
  const dry = await deploy({ edits: EDITS, 'dry-run': 'true' }, 2);
  const proposed = await deploy({ edits: EDITS, mode: 'pull-request', 'gitops-token': TOKEN }, 3);
  const done = await deploy({ edits: EDITS }, 4);
  const outcomes = [dry, proposed, done].map(({ outputs }) => outputs.outcome);
  expect(outcomes).toEqual(['deployed', 'proposed', 'deployed']);
  const tag = `version-${commit}`;
  expect(done.log.join('\n')).toContain(
    [
      VALUES_FILE,
      `- images.airflow.tag: version-${stage.first}`,
      `+ images.airflow.tag: ${tag}`,
      '- images.pod_template.tag: (a value that this edit did not write)',
      `+ images.pod_template.tag: ${tag}`,
      JOB_FILE,
      '- image (tag): old',
      `+ image (tag): ${tag}`,
    ].join('\n'),
  );
  expect(findCanaries(shown + listShown(dry, proposed, done, await guard(), await status()))).toEqual([]);
  expect(String(await stage.gitops.read('main', JOB_FILE))).toContain(CANARY);
});

test('only the known fields of a hold file leave the GitOps repository', async () => {
  await write({ [VALUES_FILE]: valid(), [HOLD_FILE]: `reason: month end\nfernetKey: ${CANARY}\n` });
  const held = await deploy();
  expect(held.annotations[0]?.message).toContain('Held: month end');
  const others = [await deploy({ 'dry-run': 'true' }, 2), await status(), await guard()];
  const resumed = await deploy({ operation: 'resume', reason: 'x', 'dry-run': 'true' }, 3);
  await write({ [HOLD_FILE]: `images: {}\nfernetKey: ${CANARY}\n` });
  const foreign = await deploy({}, 4);
  const replaced = await deploy(
    {
      operation: 'rollback',
      'rollback-to': `version-${commit}`,
      'allow-unknown-deployed': 'true',
      reason: 'x',
      'dry-run': 'true',
    },
    5,
  );
  expect(foreign).toHaveEndedWith('held');
  expect(findCanaries(listShown(held, ...others, resumed, foreign, replaced))).toEqual([]);
  await write({ [HOLD_FILE]: null });
});

const BROKEN: readonly (readonly [string, string])[] = [
  ['a quote that is missing', `password: "${CANARY}\n`],
  ['a password that looks like an alias', `password: *${CANARY}\n`],
  ['a password that looks like an anchor', `password: &${CANARY} &${CANARY} x\n`],
  ['a password that looks like a tag', `password: !${CANARY} !${CANARY} x\n`],
  ['a header of a block scalar', `password: |${CANARY}\n  x\n`],
  ['a second colon', `password: ${CANARY}: ${CANARY}\n`],
  ['two values', `password: "${CANARY}" "${CANARY}"\n`],
  ['a reserved character', `password: @${CANARY}\n`],
  ['an escape sequence', `password: "\\q${CANARY}"\n`],
  ['a value twice in braces', `passwords: {${CANARY}, ${CANARY}}\n`],
  ['a line outside of the mapping', `x: 1\n ${CANARY}\n`],
  ['a second document', `x: 1\n---\n${CANARY}: ${CANARY}\n`],
  ['a directive', `%${CANARY}\n---\nx: 1\n`],
  ['no key, and a value in braces in its place', `images: {airflow: {repository: ${IMAGE}, ${CANARY}}}\n`],
  ['another repository', `images: {airflow: {repository: "${CANARY}:${CANARY}", tag: old}}\n`],
];

test.each(BROKEN)('an error shows no text of a broken values file: %s', async (_, text) => {
  await write({ [VALUES_FILE]: text });
  const shown = await preview('');
  const result = await deploy();
  expect(result).toHaveExitedWith(1);
  expect(shown).toContain('would be refused');
  const others = [
    await deploy({ 'dry-run': 'true' }, 2),
    await deploy({ operation: 'hold', reason: 'x', 'dry-run': 'true' }, 3),
  ];
  expect(findCanaries(shown + listShown(result, ...others, await status(), await guard()))).toEqual([]);
});

test.each<[string, Record<string, string>]>([
  ['repository-key', { 'repository-key': 'fernetKey' }],
  ['edits', { edits: '- {key: fernetKey, part: tag}' }],
])('a key of %s that leads to a secret does not show it', async (_, inputs) => {
  await write({ [VALUES_FILE]: valid().replace(`fernetKey: ${CANARY}`, `fernetKey: ${CANARY}=`) });
  const result = await deploy(inputs);
  expect(result).toHaveExitedWith(1);
  expect(findCanaries(listShown(result))).toEqual([]);
});
