import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { dagFile, mergeDag } from '../../demo/pull-request.ts';
import { ENGINEER, IMAGE, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.close());

/** Commits that come straight to the branch, with no pull request. */
async function push(files: Readonly<Record<string, string>>): Promise<string> {
  return stage.source.commit({ branch: 'main', message: 'Straight to main', author: ENGINEER, files });
}

const registryCalls = () => stage.registry.service.calls.map(({ method, path }) => `${method} ${path}`);

test('of a commit that nobody approved, the image is looked up, and nothing of it is built or written', async () => {
  await stage.run(await mergeDag(stage, 'orders'));
  const before = registryCalls().length;
  const refused = await stage.run(await push({ 'airflow/dags/backdoor.py': dagFile('backdoor') }));
  expect(refused.annotations.map(({ title }) => title)).toContain('approval-missing');
  const calls = registryCalls().slice(before);
  expect(calls.filter((call) => !/^(GET|HEAD) /.test(call))).toEqual([]);
  expect(calls.filter((call) => /^GET .*\/blobs\//.test(call))).toEqual([]);
});

test('nor is Docker started for requirements that nobody approved', async () => {
  const before = registryCalls().length;
  const refused = await stage.run(await push({ 'requirements.txt': 'evil==6.6.6\n' }));
  expect(refused.annotations.map(({ title }) => title)).toContain('approval-missing');
  expect(refused.raw).not.toMatch(/Docker builds it/);
  expect(
    registryCalls()
      .slice(before)
      .filter((call) => !/^(GET|HEAD) /.test(call)),
  ).toEqual([]);
});

test('nor is a repository made in Amazon ECR', async () => {
  const image = IMAGE.replace(/[^/]+$/, 'not-yet-made');
  const values = String(await stage.gitops.read('main', VALUES_FILE)).replace(IMAGE, image);
  const files = { [VALUES_FILE]: values };
  await stage.gitops.commit({ branch: 'main', message: 'Another repository', author: ENGINEER, files });
  const refused = await stage.run(await push({ 'airflow/dags/backdoor.py': dagFile('backdoor') }), {
    inputs: { image, 'create-repository': 'true' },
  });
  expect(refused).toHaveFailedWith('approval-missing');
  expect(stage.ecr.service.calls.map(({ route }) => route)).not.toContain('CreateRepository');
});

test('a registry that does not answer keeps no refused run waiting', async () => {
  const refused = await stage.run(await push({ 'airflow/dags/backdoor.py': dagFile('backdoor') }), {
    limitMs: 20_000,
    environment: { ...stage.environment, FLUX_AIRFLOW_REGISTRY_ENDPOINTS: '{}' },
    inputs: { 'registry-mirror': '127.0.0.1:9' },
  });
  expect(refused).toHaveFailedWith('approval-missing');
});
