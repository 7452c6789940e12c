import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { dagFile, mergeDag } from '../../demo/pull-request.ts';
import { ENGINEER, IMAGE, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.close());

/** Commits directly to the branch, without a pull request. */
async function push(files: Readonly<Record<string, string>>): Promise<string> {
  return stage.source.commit({ branch: 'main', message: 'Straight to main', author: ENGINEER, files });
}

const registryCalls = () => stage.registry.service.calls.map(({ method, path }) => `${method} ${path}`);

test('for an unapproved commit, looks up the image, and builds and writes nothing', async () => {
  await stage.run(await mergeDag(stage, 'orders'));
  const before = registryCalls().length;
  const refused = await stage.run(await push({ 'airflow/dags/backdoor.py': dagFile('backdoor') }));
  expect(refused.annotations.map(({ title }) => title)).toContain('approval-missing');
  const calls = registryCalls().slice(before);
  expect(calls.filter((call) => !/^(GET|HEAD) /.test(call))).toEqual([]);
  // Its blobs are looked up together with the uploads, which saves a round trip.
  expect(calls.filter((call) => call.includes('/blobs/'))).toEqual([]);
});

test('does not start Docker for unapproved requirements', async () => {
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

test('creates no repository in Amazon ECR', async () => {
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

test('a rejected run does not wait for an unavailable registry', async () => {
  const services = [stage.registry.service, stage.mirror.service];
  for (const { faults } of services)
    for (let nth = 1; nth <= 50; nth += 1) faults.plan({ route: /./, nth, fault: 'hang' });
  const before = services.map(({ calls }) => calls.length);
  const refused = await stage.run(await push({ 'airflow/dags/backdoor.py': dagFile('backdoor') }));
  expect(refused).toHaveFailedWith('approval-missing');
  // The registries were asked, did not answer, and nothing waited for the next attempt.
  const all = services.flatMap(({ calls }, index) => calls.slice(before[index]).map(({ path }) => path));
  // Each connection for uploads is opened by the same call.
  const asked = all.filter((path) => path !== '/v2/');
  expect(asked).not.toEqual([]);
  expect(new Set(asked).size).toBe(asked.length);
});
