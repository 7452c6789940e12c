import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import {
  ENGINEER,
  LEAD,
  OTHER_VALUES_FILE,
  SOURCE,
  type Stage,
  startStage,
  VALUES_FILE,
} from '../../sandbox/stage/stage.ts';
import { writeLongHistory } from './long-history.ts';
import { readPageData } from './read-page-data.ts';

const BLIND_TOKEN = 'ghs_sandboxblindtoken0000000000000000000000009';
const HOSTILE = '</script><script>alert(1)</script>';
/** `npm run soak` takes 5,000. */
const COUNT = Number(process.env.DEPLOYMENTS ?? 1_000);

let stage: Stage;
let folder: string;
let commits: readonly string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flux-airflow-page-'));
  stage = await startStage();
  const permissions = { [SOURCE]: { contents: 'read' } } as const;
  stage.github.addToken({ token: BLIND_TOKEN, login: 'github-actions[bot]', app: true, permissions });
  const followed = {
    environment: 'airflow-production',
    'argocd-server': stage.argocd.url,
    'argocd-app': 'flux-airflow',
    'argocd-token': stage.argocdToken,
  };
  const [first, second] = [await mergeDag(stage, 'orders'), await mergeDag(stage, 'invoices')];
  commits = [first, second];
  await stage.run(first, { inputs: followed });
  await stage.run(second, { inputs: { environment: 'airflow-production' } });
  const rollback = { operation: 'rollback', 'rollback-to': `version-${first}`, reason: HOSTILE };
  await stage.run(second, { inputs: rollback });
  const file = String(await stage.gitops.read('main', VALUES_FILE));
  const message = `deploy(elite): ${HOSTILE}\n\nSource-Commit: ${first}\nImage-Digest: sha256:0\n`;
  const files = { [OTHER_VALUES_FILE]: file, 'charts/a/templates/job.yaml': '{{ tag }}: [\n' };
  await stage.gitops.commit({ branch: 'main', message, author: ENGINEER, files });
});
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true, force: true });
});

interface Asked {
  readonly token?: string;
  readonly page?: string;
  readonly more?: Readonly<Record<string, string>>;
}

async function readStatus({ token, page = join(folder, 'made/page.html'), more = {} }: Asked = {}) {
  const step = {
    entry: 'status',
    inputs: { ...stage.statusInputs(), page, ...more },
    ...(token === undefined ? {} : { token }),
  };
  return stage.run(await stage.source.head('main'), step);
}

test('writes no page without the input', async () => {
  expect(await readStatus({ page: '' })).toHaveSucceeded({ outputs: { page: undefined } });
});

test('shows the deployments of all values files with merge time, result and approvers', async () => {
  const result = await readStatus();
  expect(result).toHaveSucceeded({ outputs: { page: join(folder, 'made/page.html') } });
  const { files, events } = await readPageData(result.outputs.page);
  expect(files.map(({ path }) => path)).toEqual([OTHER_VALUES_FILE, VALUES_FILE]);
  const [rollback, second, first] = events.filter(({ file, kind }) => file === 1 && kind !== 'by-hand');
  expect(first).toMatchObject({ kind: 'deploy', tag: `version-${commits[0]}`, ending: 'healthy', source: SOURCE });
  expect(first?.approvers).toEqual([`@${LEAD}`]);
  expect(first?.pullRequests).toEqual([
    { url: expect.stringMatching(/\/pull\/1$/), title: expect.stringContaining('orders') },
  ]);
  expect(first?.mergeSeconds).toBeGreaterThanOrEqual(0);
  expect(first?.healthySeconds).toBeGreaterThanOrEqual(0);
  expect(second).toMatchObject({ kind: 'deploy', ending: 'unknown', environment: 'airflow-production' });
  expect(second?.healthySeconds).toBeUndefined();
  expect(rollback).toMatchObject({ kind: 'rollback', note: HOSTILE, requestedBy: `@${LEAD}` });
  expect(rollback?.mergeSeconds).toBeUndefined();
  expect(files[1]).toMatchObject({
    tag: `version-${commits[0]}`,
    name: 'Flux',
    hold: { sentence: expect.stringContaining(`Held by @${LEAD} since`), by: `@${LEAD}`, reason: HOSTILE },
  });
  expect(events[files[1]?.current ?? -1]).toMatchObject({ kind: 'rollback', at: rollback?.at });
  expect(files[1]?.waiting).toEqual([
    {
      url: expect.stringMatching(/\/pull\/2$/),
      title: expect.stringContaining('invoices'),
      mergedAt: expect.stringMatching(/^\d{4}-/),
    },
  ]);
});

test('shows the names of the input team-names', async () => {
  const result = await readStatus({ more: { 'team-names': `${VALUES_FILE}=Flux analytics` } });
  const { files } = await readPageData(result.outputs.page);
  expect(files.map(({ name }) => name)).toEqual(['Elite', 'Flux analytics']);
});

test('shows a pushed commit that claims to be a deployment as a change by hand, with a warning', async () => {
  const { outputs, annotations } = await readStatus();
  const { files, events, warnings } = await readPageData(outputs.page);
  expect(events.filter(({ file }) => file === 0).map(({ kind }) => kind)).toEqual(['by-hand', 'by-hand']);
  expect(files[0]?.current).toBeUndefined();
  expect(warnings).toEqual([expect.stringContaining('not signed by GitHub: 1')]);
  expect(annotations.map(({ title, message }) => [title, message])).toContainEqual([
    'deployments page',
    expect.stringContaining(warnings[0] ?? 'none'),
  ]);
});

test('warns about data that the token cannot read, and does not fail', async () => {
  const status = await readStatus({ token: BLIND_TOKEN });
  expect(status).toHaveSucceeded();
  const { events, warnings } = await readPageData(status.outputs.page);
  expect(warnings).toEqual([
    expect.stringContaining('not signed by GitHub'),
    expect.stringMatching(/Could not read the pull requests of .*“Pull requests: read”/),
    expect.stringMatching(/Could not read the deployments of .*“Deployments: read”/),
  ]);
  expect(events.flatMap(({ mergeSeconds, ending }) => [mergeSeconds, ending].filter((known) => known))).toEqual([]);
});

test('escapes the text of commits, and contains no token', async () => {
  const { outputs } = await readStatus();
  const page = await readFile(outputs.page ?? '', 'utf8');
  expect(page.match(/<script[ >]/g)).toHaveLength(2);
  for (const secret of stage.secrets()) expect(page).not.toContain(secret);
});

test(`reads a history of ${COUNT} deployments in pages of 100 commits`, async () => {
  const values = String(await stage.gitops.read('main', VALUES_FILE));
  await writeLongHistory(stage.gitops, {
    count: COUNT,
    file: VALUES_FILE,
    step: (index) => {
      const commit = index.toString(16).padStart(40, '0');
      const facts = `Source-Repository: ${SOURCE}\nSource-Commit: ${commit}\nImage-Digest: sha256:0`;
      const message = `deploy(flux-airflow): version-${commit}\n\n- Change ${index}\n\n${facts}\n`;
      return { text: values.replace(/version-[0-9a-f]{40}/, `version-${commit}`), message };
    },
  });
  const { calls } = stage.github.service;
  const before = calls.length;
  const { outputs } = await readStatus();
  const { events, files, warnings } = await readPageData(outputs.page);
  expect(events.filter(({ kind }) => kind === 'deploy')).toHaveLength(COUNT + 2);
  expect(files[1]?.current).toBe(0);
  expect(warnings.length).toBe(1);
  const count = (name: string) => calls.slice(before).filter(({ route }) => route === `graphql ${name}`).length;
  expect(count('ReadHistories')).toEqual(COUNT / 100 + 1);
  expect(count('ReadMerged')).toBe(1);
  expect(count('ReadDeploymentLog')).toBe(1);
});
