import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mergeDag } from '../../../demo/pull-request.ts';
import { ENGINEER, type Stage, startStage } from '../../../sandbox/stage/stage.ts';
import type { PageData } from '../../../src/deployments-page/data.ts';
import { runGuard } from '../run-guard.ts';
import type { Shape } from './shapes.ts';

const MOVED = { type: 'STALE_DATA', message: 'Expected branch to point to "x" but it did not.  Pull and try again.' };

/** The shapes that one guard looks at. The runner keeps ten errors, and each file has three. */
const TOGETHER = 3;

/** The services and two merges that all shapes of a test file share. Each shape has a folder of its own. */
interface World {
  readonly stage: Stage;
  readonly temp: string;
  readonly first: string;
  readonly second: string;
}

/** Defines a test for each shape that takes it through a whole life, and one of the guard. */
export function defineShapeTests(shapes: readonly Shape[]): void {
  let world: World;
  beforeAll(async () => {
    const stage = await startStage();
    const temp = await mkdtemp(join(tmpdir(), 'flux-airflow-shapes-'));
    const first = await mergeDag(stage, 'orders');
    world = { stage, temp, first, second: await mergeDag(stage, 'payments') };
  });
  afterAll(async () => {
    await world.stage.close();
    await rm(world.temp, { recursive: true, force: true });
  });

  test.each(shapes.map((shape, index) => inFolder(shape, `shape-${index}`)))('$name', (shape) => live(world, shape));

  test('the guard reports a tag that was set by hand at its line, in every shape', () => changeByHand(world, shapes));
}

/** Moves the files of a shape to a folder. */
function inFolder({ name, files, inputs = {} }: Shape, folder: string): Required<Shape> {
  const { 'base-values-files': base, ...others } = inputs;
  return {
    name,
    files: (tag) => Object.fromEntries(Object.entries(files(tag)).map(([path, text]) => [`${folder}/${path}`, text])),
    inputs: base === undefined ? others : { ...others, 'base-values-files': `${folder}/${base}` },
  };
}

function valuesFileOf({ files }: Shape): string {
  const [path = ''] = Object.keys(files(''));
  return path;
}

/** Deploys, retries after a conflict, repeats, holds, resumes and rolls back, then asks guard, status and page. */
async function live(world: World, shape: Required<Shape>): Promise<void> {
  const { stage, first, second } = world;
  const { files, inputs } = shape;
  const valuesFile = valuesFileOf(shape);
  await stage.gitops.commit({
    branch: 'main',
    message: 'By hand',
    author: ENGINEER,
    files: files(`version-${stage.first}`),
  });
  const before = await stage.gitops.head('main');
  const given = { ...inputs, 'values-file': valuesFile };
  const expectText = async (commit: string, digest = '') => {
    const expected = files(`version-${commit}`)[valuesFile]?.replace(/sha256:0{64}/, digest);
    expect(String(await stage.gitops.read('main', valuesFile))).toBe(expected);
  };

  stage.github.service.faults.plan({ route: 'graphql CommitFile', nth: 1, fault: { graphqlError: MOVED } });
  const deployed = await stage.run(first, { inputs: given });
  const titles = inputs['key-prefix'] === undefined ? [] : ['other image still referenced'];
  expect(deployed).toHaveDeployed({ titles });
  await expectText(first, deployed.outputs.digest);
  expect(await stage.run(first, { inputs: given, runId: 2 })).toHaveEndedWith('unchanged');

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

  const checked = await runGuard(world, before, { ...inputs, 'values-files': valuesFile });
  expect(checked).toHaveSucceeded();
  expect(checked.annotations.filter(({ title }) => title !== 'other-image-still-referenced')).toEqual([]);
  await expectStatus(world, valuesFile, given);
}

async function expectStatus({ stage, temp, first, second }: World, path: string, given: Record<string, string>) {
  const page = join(temp, 'page.html');
  const status = await stage.run(second, { entry: 'status', inputs: { ...stage.statusInputs(), ...given, page } });
  expect(status).toHaveSucceeded();
  expect(status.outputs).toMatchObject({ tag: `version-${first}`, held: 'true', drift: '[]', 'commits-behind': '1' });
  const [, json = ''] =
    /<script[^>]*type="application\/json"[^>]*>(.*?)<\/script>/s.exec(await readFile(page, 'utf8')) ?? [];
  const shown = (JSON.parse(json) as PageData).files.find((file) => file.path === path);
  expect(shown).toMatchObject({ path, tag: `version-${first}`, hold: { reason: 'bad' } });
}

/** Sets the tag of every shape in one commit. One guard looks at several shapes without inputs, and one at each other. */
async function changeByHand(world: World, shapes: readonly Shape[]): Promise<void> {
  const { stage } = world;
  const all = shapes.map((shape, index) => {
    const tag = `version-${(index + 1).toString(16).repeat(40).slice(0, 40)}`;
    return { ...inFolder(shape, `by-hand-${index}`), tag };
  });
  const commit = (tagOf: (each: (typeof all)[number]) => string) => {
    const files = Object.assign({}, ...all.map((each) => each.files(tagOf(each)))) as Record<string, string>;
    return stage.gitops.commit({ branch: 'main', message: 'By hand', author: ENGINEER, files });
  };
  const before = await commit(() => `version-${stage.first}`);
  await commit(({ tag }) => tag);
  const isPlain = ({ inputs }: Shape) => Object.keys(inputs ?? {}).length === 0;
  const plain = all.filter(isPlain);
  const groups = [
    ...plain.flatMap((_, index) => (index % TOGETHER === 0 ? [plain.slice(index, index + TOGETHER)] : [])),
    ...all.filter((each) => !isPlain(each)).map((each) => [each]),
  ];
  for (const group of groups) {
    const files = group.map(valuesFileOf);
    const result = await runGuard(world, before, { ...group[0]?.inputs, 'values-files': files.join('\n') });
    const found = result.annotations
      .filter(({ title }) => title === 'tag-by-hand')
      .map(({ file, line }) => [file, line]);
    const expected = group.map((shape) => {
      const path = valuesFileOf(shape);
      const lines = (shape.files(shape.tag)[path] ?? '').split('\n');
      return [path, lines.findIndex((text) => text.includes(shape.tag)) + 1];
    });
    expect(result).toHaveExitedWith(1);
    expect(found.toSorted()).toEqual(expected.toSorted());
  }
}
