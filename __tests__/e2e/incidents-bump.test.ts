/** Replays incidents of pipelines with “docker build, clone, sed, push”: each must succeed or fail with a clear error. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { ENGINEER, IMAGE, OTHER_VALUES_FILE, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { TEAM_VALUES, teamValues } from '../../sandbox/stage/values.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => {
  await stage.close();
});

async function valuesFile(file = VALUES_FILE): Promise<string> {
  return String(await stage.gitops.read('main', file));
}

async function writeValues(text: string, file = VALUES_FILE): Promise<void> {
  await stage.gitops.commit({ branch: 'main', message: 'By hand', author: ENGINEER, files: { [file]: text } });
}

/** Changes the text of the team's file before any deployment. */
async function deployOver(change: (text: string) => string) {
  const text = change(await valuesFile());
  await writeValues(text);
  const commit = await mergeDag(stage, 'orders');
  return { text, commit, result: await stage.run(commit), after: await valuesFile() };
}

test('another team’s production tag overwritten (99 min): a run with the wrong file fails and names both images', async () => {
  const before = await valuesFile(OTHER_VALUES_FILE);
  const result = await stage.run(await mergeDag(stage, 'orders'), { inputs: { 'values-file': OTHER_VALUES_FILE } });
  expect(result).toHaveFailedWith('wrong-target');
  expect(result.annotations[0]?.message).toContain(IMAGE);
  expect(result.annotations[0]?.message).toContain('/elite-airflow');
  expect(await valuesFile(OTHER_VALUES_FILE)).toBe(before);
});

test('a moved folder (2 deployments lost): fails before any build or push', async () => {
  const pushed = stage.registry.service.calls.length;
  const result = await stage.run(await mergeDag(stage, 'orders'), {
    inputs: { 'values-file': 'applications/airflow/values.yaml' },
  });
  expect(result).toHaveFailedWith('values-file-missing');
  expect(
    stage.registry.service.calls.slice(pushed).filter(({ method }) => method !== 'GET' && method !== 'HEAD'),
  ).toEqual([]);
});

test('a misspelt registry (3 deployments lost): fails and commits nothing', async () => {
  const head = await stage.gitops.head('main');
  const result = await stage.run(await mergeDag(stage, 'orders'), {
    inputs: { image: `${IMAGE.replace('.com/', '.com1111/')}` },
  });
  expect(result).toHaveFailedWith('wrong-target');
  expect(await stage.gitops.head('main')).toBe(head);
});

test('repository and tag changed in separate commits: does not deploy a tag that the repository lacks', async () => {
  const commit = await mergeDag(stage, 'orders');
  const result = await stage.run(commit, { entry: 'bump-values', inputs: stage.bumpInputs() });
  expect(result).toHaveFailedWith('image-missing');
});

test('a tag set to “~ #version-…” by hand: reports it, and deploys with allow-unknown-deployed', async () => {
  const { result, commit } = await deployOver((text) => text.replace(/tag: (version-\S+)/, 'tag: ~ #$1'));
  expect(result).toHaveFailedWith('deployed-unknown');
  const allowed = await stage.run(commit, { inputs: { 'allow-unknown-deployed': 'true' } });
  expect(allowed).toHaveDeployed();
  expect(await valuesFile()).toMatch(new RegExp(`tag: version-${commit} +#version-`));
});

test('row 12: a digest that overrides the tag fails the run, because the rollout would silently not happen', async () => {
  const { result, text, after } = await deployOver((values) =>
    values.replace('digest: ~', `digest: sha256:${'a'.repeat(64)}`),
  );
  expect(result).toHaveFailedWith('digest-overrides-tag');
  expect(after).toBe(text);
});

test('row 14: does not change comments that look like the tag, other tags, quotes and flow maps', async () => {
  const { result, text, commit, after } = await deployOver(
    (values) =>
      `# tag: version-${'0'.repeat(40)}\n${values}\nstatsd: { image: { tag: version-0.28.0 } } # tag: version-1\n`,
  );
  expect(result).toHaveDeployed();
  expect(after).toBe(text.replace(`version-${stage.first}`, `version-${commit}`));
});

test('row 15: a rerun of a finished deployment succeeds', async () => {
  const commit = await mergeDag(stage, 'orders');
  await stage.run(commit);
  const head = await stage.gitops.head('main');
  const rerun = await stage.run(commit, { runId: 2 });
  expect(rerun).toHaveEndedWith('unchanged');
  expect(await stage.gitops.head('main')).toBe(head);
});

test('row 16: keeps a push between read and commit', async () => {
  const commit = await mergeDag(stage, 'orders');
  const meanwhile = stage.github.service
    .next('graphql ReadValuesFile')
    .then(async () => writeValues(teamValues(TEAM_VALUES, IMAGE, 'version-other'), OTHER_VALUES_FILE));
  const [result] = await Promise.all([stage.run(commit), meanwhile]);
  expect(result).toHaveDeployed();
  expect(await valuesFile()).toContain(`tag: version-${commit}`);
  expect(await valuesFile(OTHER_VALUES_FILE)).toContain('tag: version-other');
});

test('runs that overlap, 57 s apart: the late older one does not deploy the old DAGs', async () => {
  const older = await mergeDag(stage, 'orders');
  const newer = await mergeDag(stage, 'payments');
  expect(await stage.run(newer, { runId: 2 })).toHaveDeployed();
  const late = await stage.run(older, { runId: 1 });
  expect(late).toHaveEndedWith('skipped');
  expect(await valuesFile()).toContain(`tag: version-${newer}`);
});

test.each([
  ['row 26: CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
  ['row 26: mixed line ends', (text: string) => text.replace('\n', '\r\n')],
  ['row 27: no newline at the end', (text: string) => text.trimEnd()],
  ['row 27: trailing spaces', (text: string) => `${text}annotations: \n`],
  ['a byte order mark', (text: string) => `\uFEFF${text}`],
])('%s: kept byte for byte', async (_, change) => {
  const { result, text, commit, after } = await deployOver(change);
  expect(result).toHaveDeployed();
  expect(after).toBe(text.replace(`version-${stage.first}`, `version-${commit}`));
});
