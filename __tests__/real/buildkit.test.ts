import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Registry, startRegistry } from '../../sandbox/registry/index.ts';
import { seedBase } from '../../sandbox/runtime/seed.ts';
import { type BuildKit, startBuildKit } from './parts/buildkit.ts';
import { describeWith } from './parts/find-part.ts';

const run = promisify(execFile);

describeWith(['buildkit', 'buildx', 'crane'], 'the sandbox’s registry with BuildKit', ({ buildkit, buildx, crane }) => {
  let directory: string;
  let registry: Registry;
  let daemon: BuildKit;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'flux-airflow-pushed-'));
    registry = await startRegistry({
      directory: join(directory, 'registry'),
      auth: { kind: 'bearer', credentials: { username: 'ada', password: 'secret' } },
    });
    const registries = { [registry.host]: 'ada:secret' };
    daemon = await startBuildKit({
      buildkitd: String(buildkit),
      buildx: String(buildx),
      registries,
      mirror: registry.host,
    });
    await mkdir(join(directory, 'context'));
    await writeFile(join(directory, 'context/dag.py'), 'print("hello")\n');
  });
  afterAll(async () => {
    await daemon?.close();
    await registry?.close();
    await rm(directory, { recursive: true, force: true });
  });

  test('--push with BuildKit’s provenance: crane validates the image of the index, and its digest is BuildKit’s', async () => {
    const image = `${registry.host}/team/airflow:1`;
    const file = join(directory, 'context/Dockerfile');
    await writeFile(file, 'FROM scratch\nCOPY dag.py /opt/airflow/dags/dag.py\nLABEL team=data\n');
    const metadata = join(directory, 'metadata.json');
    await daemon.build(
      '--push',
      '--provenance=mode=max',
      '--metadata-file',
      metadata,
      '--tag',
      image,
      join(directory, 'context'),
    );
    const digest = JSON.parse(await readFile(metadata, 'utf8'))['containerimage.digest'];
    const env = { PATH: process.env.PATH, HOME: directory };
    await run(String(crane), ['auth', 'login', registry.host, '-u', 'ada', '-p', 'secret'], { env });
    await run(String(crane), ['validate', '--insecure', '--platform', 'linux/amd64', '--remote', image], { env });
    expect((await run(String(crane), ['digest', '--insecure', image], { env })).stdout.trim()).toBe(digest);
    const files = await run(String(crane), ['export', '--insecure', '--platform', 'linux/amd64', image, '-'], { env });
    expect(files.stdout).toContain('opt/airflow/dags/dag.py');
  });
});

describeWith(['buildkit', 'buildx'], 'BuildKit pulls its base from the mirror', ({ buildkit, buildx }) => {
  test('an image of Airflow’s name comes from the sandbox’s registry', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'flux-airflow-mirror-'));
    const registry = await startRegistry({ directory: join(directory, 'registry') });
    await seedBase(registry);
    const registries = { [registry.host]: undefined };
    const daemon = await startBuildKit({
      buildkitd: String(buildkit),
      buildx: String(buildx),
      registries,
      mirror: registry.host,
    });
    try {
      await writeFile(join(directory, 'Dockerfile'), 'FROM apache/airflow:3.3.2-python3.13\nENV TEAM=data\n');
      const said = await daemon.build('--push', '--tag', `${registry.host}/built:1`, directory);
      expect(said).toMatch(/pushing manifest for/);
    } finally {
      await daemon.close();
      await registry.close();
      await rm(directory, { recursive: true, force: true });
    }
  });
});
