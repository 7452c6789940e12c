import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { type DockerEngine, startDockerEngine } from '../../sandbox/programs/docker-engine.ts';
import { checkout } from '../../sandbox/stage/checkout.ts';
import { type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { type Files, listFiles } from './equality/flatten.ts';
import { describeWith } from './parts/find-part.ts';

/** The instructions after the last RUN in the Dockerfile of this repository. */
const CODE = `ENV PYTHONPATH=/opt/airflow
COPY --chown=airflow:root airflow/business_logic /opt/airflow/business_logic
COPY --chown=airflow:root airflow/shared /opt/airflow/shared
COPY --chown=airflow:root airflow/plugins /opt/airflow/plugins
COPY --chown=airflow:root airflow/dags /opt/airflow/dags
`;

describeWith(['docker'], 'a deployed image in a Docker engine', ({ docker: dockerd = '' }) => {
  let stage: Stage;
  let engine: DockerEngine;
  let commit: string;
  let image: string;

  beforeAll(async () => {
    stage = await startStage();
    const { host } = stage.registry;
    engine = await startDockerEngine(dockerd, {
      [host]: `AWS:${stage.pullPassword()}`,
    });
    commit = await mergeDag(stage, 'orders');
    image = `${host}/flux-airflow`;
  });
  afterAll(async () => {
    await engine?.close();
    await stage?.close();
  });

  async function filesOf(name: string): Promise<Files> {
    const container = (await engine.docker('create', name, '/nothing')).toString().trim();
    return listFiles(await engine.docker('export', container));
  }

  test('a pull gives the same files and settings as docker build', async () => {
    const deployed = await stage.run(commit);
    expect(deployed).toHaveDeployed();
    const ours = `${image}:${deployed.outputs.tag}`;
    await engine.docker('pull', '--quiet', ours);
    const runtime = `${image}:${deployed.outputs.runtime}`;
    await engine.docker('pull', '--quiet', runtime);

    const context = await checkout(stage.source.directory, commit, stage.directory);
    await writeFile(`${context}/Dockerfile`, `FROM ${runtime}\n${CODE}`);
    await engine.docker('build', '--quiet', '--tag', 'theirs', context);

    const [mine, theirs] = [await filesOf(ours), await filesOf('theirs')];
    expect(theirs.has('opt/airflow/dags/orders.py')).toBe(true);
    expect([...mine.keys()].sort()).toEqual([...theirs.keys()].sort());
    expect([...mine].filter(([path, facts]) => theirs.get(path) !== facts)).toEqual([]);

    const settings = async (name: string) => {
      const { Env, User, WorkingDir, Entrypoint, Cmd } = JSON.parse(
        (await engine.docker('inspect', '--format', '{{json .Config}}', name)).toString(),
      );
      return { Env, User, WorkingDir, Entrypoint, Cmd };
    };
    expect(await settings(ours)).toEqual(await settings('theirs'));
  });

  test('the engine pushes an image to the registry and pulls it again', async () => {
    const copy = `${image}:pushed-by-docker`;
    await engine.docker('tag', `${image}:version-${commit}`, copy);
    await engine.docker('push', '--quiet', copy);
    await engine.docker('rmi', '--force', copy);
    await engine.docker('pull', '--quiet', copy);
    expect((await engine.docker('image', 'ls', '--quiet', copy)).length).toBeGreaterThan(0);
  });
});
