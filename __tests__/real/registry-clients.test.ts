import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Registry, startRegistry } from '../../sandbox/registry/index.ts';
import { seedBase } from '../../sandbox/runtime/seed.ts';
import { describeWith } from './parts/find-part.ts';

const run = promisify(execFile);
const IMAGE = 'apache/airflow:3.3.2-python3.13';

let directory: string;
let registry: Registry;
let digest: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'flux-airflow-clients-'));
  registry = await startRegistry({ directory: join(directory, 'registry') });
  digest = await seedBase(registry);
});
afterEach(async () => {
  await registry.close();
  await rm(directory, { recursive: true, force: true });
});

describeWith(['crane'], 'the sandbox’s registry with crane', ({ crane = '' }) => {
  const env = { PATH: process.env.PATH, HOME: tmpdir() };

  test('an image is valid, and has the same digest after a pull and a push under another name', async () => {
    const image = `${registry.host}/${IMAGE}`;
    await run(crane, ['validate', '--insecure', '--remote', image], { env });
    expect((await run(crane, ['digest', '--insecure', image], { env })).stdout.trim()).toBe(digest);
    const copy = `${registry.host}/copy:1`;
    await run(crane, ['copy', '--insecure', image, copy], { env });
    expect((await run(crane, ['digest', '--insecure', copy], { env })).stdout.trim()).toBe(digest);
    expect((await run(crane, ['ls', '--insecure', `${registry.host}/copy`], { env })).stdout.trim()).toBe('1');
  });
});

describeWith(['skopeo'], 'the sandbox’s registry with skopeo', ({ skopeo = '' }) => {
  test('an image is copied to a folder and back without a change', async () => {
    const folder = join(directory, 'image');
    await mkdir(folder);
    const copy = (from: string, to: string, ...flags: string[]) =>
      run(skopeo, ['--insecure-policy', 'copy', '--preserve-digests', ...flags, from, to]);
    await copy(`docker://${registry.host}/${IMAGE}`, `dir:${folder}`, '--src-tls-verify=false');
    await copy(`dir:${folder}`, `docker://${registry.host}/back:1`, '--dest-tls-verify=false');
    const { stdout } = await run(skopeo, [
      'inspect',
      '--tls-verify=false',
      '--format',
      '{{.Digest}}',
      `docker://${registry.host}/back:1`,
    ]);
    expect(stdout.trim()).toBe(digest);
  });
});
