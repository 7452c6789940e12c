/** What of an image Docker builds, what it gets for that, and what the run says about it. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createEcrAccount } from '../../sandbox/ecr/index.ts';
import { buildImage } from '../../src/build/build.ts';
import { planBuild } from '../../src/build/plan/plan-build.ts';
import { planImage } from '../../src/build/plan/plan-image.ts';
import { FILES, type Stage, setStage } from './registry-stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage('flux-airflow');
});
afterEach(() => {
  jest.restoreAllMocks();
  return stage.close();
});

test('docker gets the logins of the registries that the base images of the plan come from', async () => {
  const { account, folder, registry, mirror } = stage;
  const { registryHost } = createEcrAccount({ accountId: '999999999999' });
  const endpoints = { [account.registryHost]: registry.url, [registryHost]: mirror.url };
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  writeFileSync(join(programs, 'docker'), `#!/bin/sh\ncp "$DOCKER_CONFIG/config.json" ${folder}/seen.json\nexit 1\n`);
  chmodSync(join(programs, 'docker'), 0o755);
  Object.assign(process.env, {
    FLUX_AIRFLOW_REGISTRY_ENDPOINTS: JSON.stringify(endpoints),
    DOCKER_CONFIG: join(folder, 'absent'),
    PATH: `${programs}${delimiter}${process.env.PATH}`,
  });
  const building = buildImage({ ...stage.options(stage.commit()), registryMirror: registryHost });
  await expect(building).rejects.toMatchObject({ code: 'runtime-build-failed' });
  const { auths } = JSON.parse(readFileSync(join(folder, 'seen.json'), 'utf8'));
  expect(Object.keys(auths).sort()).toEqual([account.registryHost, registryHost].sort());
});

test('a build argument that looks like a credential is rejected before the plan reads anything', async () => {
  const before = stage.mirror.service.calls.length;
  const planning = planImage({ ...stage.options(stage.commit()), buildArgs: { PIP_TOKEN: 'canary' } });
  await expect(planning).rejects.toMatchObject({ code: 'secret-in-build-argument' });
  expect(stage.registry.service.calls).toEqual([]);
  expect(stage.mirror.service.calls.slice(before)).toEqual([]);
});

test('a rotated build secret gives the same runtime', async () => {
  const mount = 'RUN --mount=type=secret,id=token,env=TOKEN --mount=type=secret,id=netrc pip install x';
  stage.write({ Dockerfile: FILES.Dockerfile?.replace(/^ENV/m, `${mount}\n$&`) ?? '', netrc: 'canary-1\n' });
  const options = { ...stage.options(stage.commit()), platform: 'linux/amd64' };
  const files = { netrc: join(stage.context, 'netrc') };
  const keyOf = async (token: string) =>
    (await planBuild({ ...options, buildSecrets: { values: { token }, files, ssh: [] } })).key;
  const first = await keyOf('canary-1');
  expect(first.lines.join()).toContain('type=secret,id=token');
  stage.write({ netrc: 'canary-2\n' });
  expect(await keyOf('canary-2')).toEqual(first);
});

test('a Dockerfile that Docker builds as a whole is a warning at the line that is the reason', async () => {
  stage.write({ Dockerfile: `${FILES.Dockerfile}COPY --link dags /other/\n` });
  await stage.seedRuntime('whole');
  const wanted = { ...stage.options(stage.commit()), workspace: stage.folder };
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  await buildImage(wanted);
  const printed = write.mock.calls.join('\n');
  write.mockRestore();
  const [warning = ''] = /^::warning title=full docker build,.*$/m.exec(printed) ?? [];
  expect(warning).toContain(',file=checkout/Dockerfile,line=12::COPY --link. Docker builds the whole image');
});
