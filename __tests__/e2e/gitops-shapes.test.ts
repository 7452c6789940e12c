/** Every shape of a GitOps repository, through a whole life: deploy, rerun, conflict, hold, resume, rollback, guard, status. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { runAction } from '../../sandbox/runner/run-action.ts';
import { checkout } from '../../sandbox/stage/checkout.ts';
import { ENGINEER, GITOPS, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import type { PageData } from '../../src/deployments-page/data.ts';
import { SHAPES } from './gitops-shapes.ts';

const MOVED = { type: 'STALE_DATA', message: 'Expected branch to point to "x" but it did not.  Pull and try again.' };

let stage: Stage;
let temp: string;
beforeEach(async () => {
  stage = await startStage();
  temp = await mkdtemp(join(tmpdir(), 'flux-airflow-shapes-'));
});
afterEach(async () => {
  await stage.close();
  await rm(temp, { recursive: true, force: true });
});

async function guard(before: string, inputs: Record<string, string>) {
  const head = await stage.gitops.head('main');
  return runAction({
    action: resolve(import.meta.dirname, '../../actions/guard'),
    repository: GITOPS,
    sha: head,
    event: { before, after: head },
    workspace: await checkout(stage.gitops.directory, head, temp),
    apiUrl: stage.github.url,
    token: 'not used',
    environment: stage.environment,
    inputs,
  });
}

test.each(SHAPES)(
  '$name',
  async ({ files, inputs = {} }) => {
    const texts = files(`version-${stage.first}`);
    const [valuesFile = ''] = Object.keys(texts);
    await stage.gitops.commit({ branch: 'main', message: 'By hand', author: ENGINEER, files: texts });
    const before = await stage.gitops.head('main');
    const given = { ...inputs, 'values-file': valuesFile };
    const expectText = async (commit: string, digest = '') => {
      const expected = files(`version-${commit}`)[valuesFile]?.replace(/sha256:0{64}/, digest);
      expect(String(await stage.gitops.read('main', valuesFile))).toBe(expected);
    };

    const first = await mergeDag(stage, 'orders');
    stage.github.service.faults.plan({ route: 'graphql CommitFile', nth: 1, fault: { graphqlError: MOVED } });
    const deployed = await stage.run(first, { inputs: given });
    expect(deployed).toHaveDeployed({
      titles: inputs['key-prefix'] === undefined ? [] : ['other image still referenced'],
    });
    await expectText(first, deployed.outputs.digest);
    expect(await stage.run(first, { inputs: given, runId: 2 })).toHaveEndedWith('unchanged');

    const second = await mergeDag(stage, 'payments');
    const hold = { ...given, operation: 'hold', reason: 'month end' };
    expect(await stage.run(second, { inputs: hold, runId: 3 })).toHaveEndedWith('held');
    expect(await stage.run(second, { inputs: given, runId: 4 })).toHaveEndedWith('held');
    await expectText(first, deployed.outputs.digest);
    const resumed = await stage.run(second, { inputs: { ...given, operation: 'resume' }, runId: 5 });
    expect(resumed).toHaveDeployed();
    await expectText(second, resumed.outputs.digest);
    const rollback = { ...given, operation: 'rollback', 'rollback-to': `version-${first}`, reason: 'bad' };
    expect(await stage.run(second, { inputs: rollback, runId: 6 })).toHaveDeployed();
    await expectText(first, deployed.outputs.digest);

    const checked = await guard(before, { ...inputs, 'values-files': valuesFile });
    expect([checked.exitCode, checked.annotations.filter(({ title }) => title !== 'other-image')]).toEqual([0, []]);
    const page = join(temp, 'page.html');
    const status = await stage.run(second, { entry: 'status', inputs: { ...stage.statusInputs(), ...given, page } });
    expect(status).toHaveSucceeded();
    expect(status.outputs).toMatchObject({ tag: `version-${first}`, held: 'true', drift: '[]', 'commits-behind': '1' });
    const [, json = ''] =
      /<script[^>]*type="application\/json"[^>]*>(.*?)<\/script>/s.exec(await readFile(page, 'utf8')) ?? [];
    const shown = (JSON.parse(json) as PageData).files.find(({ path }) => path === valuesFile);
    expect(shown).toMatchObject({ path: valuesFile, tag: `version-${first}`, hold: { reason: 'bad' } });
  },
  120_000,
);

test('the guard sees a tag that was set by hand at its line, in every shape', async () => {
  for (const [index, { name, files, inputs = {} }] of SHAPES.entries()) {
    const [valuesFile = ''] = Object.keys(files(''));
    const before = await stage.gitops.commit({
      branch: 'main',
      message: 'By hand',
      author: ENGINEER,
      files: files(`version-${stage.first}`),
    });
    // Each another tag, because shapes share file names: a tag that was deployed before would be `tag-reverted`.
    const tag = `version-${index.toString(16).repeat(40)}`;
    await stage.gitops.commit({ branch: 'main', message: 'By hand', author: ENGINEER, files: files(tag) });
    const { exitCode, annotations } = await guard(before, { ...inputs, 'values-files': valuesFile });
    const line = (files(tag)[valuesFile] ?? '').split('\n').findIndex((text) => text.includes(tag)) + 1;
    const found = annotations.find(({ title }) => title === 'tag-by-hand');
    expect([name, exitCode, found?.line, found?.file]).toEqual([name, 1, line, valuesFile]);
  }
}, 240_000);
