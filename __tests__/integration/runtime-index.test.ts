import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { extract } from 'tar-stream';
import { type Registry as SandboxRegistry, startRegistry } from '../../sandbox/registry/index.ts';
import { baseConfig, baseLayer } from '../../sandbox/runtime/base-image.ts';
import { putImage } from '../../sandbox/runtime/put-image.ts';
import { loadRuntime } from '../../src/build/runtime/index-runtime.ts';
import { findRuntime } from '../../src/build/runtime/runtime.ts';
import { indexLayer } from '../../src/image/runtime/index-manifest.ts';
import { openRegistry, type Registry } from '../../src/registry/client.ts';

const PLATFORM = 'linux/amd64';
let folder: string;
let sandbox: SandboxRegistry;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flux-airflow-index-'));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a registry with a runtime that has no index. */
async function startWithRuntime(options: { readonly imagesOnly: boolean }): Promise<Registry> {
  sandbox = await startRegistry({ directory: folder, ...options });
  const registry = openRegistry({ image: { registry: sandbox.host, repository: 'team/airflow' } });
  await putImage(registry, 'runtime-1', [baseLayer()], ([diffId = '']) => baseConfig(diffId));
  return registry;
}

async function load(registry: Registry): ReturnType<typeof loadRuntime> {
  return loadRuntime('runtime-1', { registry, platform: PLATFORM, inputs: ['FROM apache/airflow'], dryRun: false });
}

async function indexIn(options: { readonly imagesOnly: boolean }): Promise<Registry> {
  const registry = await startWithRuntime(options);
  await load(registry);
  return registry;
}

test.each([false, true])(
  'the next run reads one manifest instead of the layers; images only: %p',
  async (imagesOnly) => {
    const registry = await indexIn({ imagesOnly });
    const before = sandbox.service.calls.length;
    const found = await findRuntime(registry, 'runtime-1', PLATFORM);
    expect(found?.index?.inputs).toEqual(['FROM apache/airflow']);
    expect(found?.index?.files.folders.get('/opt/airflow/dags')).toMatchObject({ mode: 0o775, uid: 50_000 });
    expect(sandbox.service.calls.slice(before).map(({ path }) => path)).toEqual([
      '/v2/team/airflow/manifests/runtime-1',
      '/v2/team/airflow/manifests/runtime-1.index',
    ]);
  },
);

test('every tool can unpack the index as an image, and it belongs to one runtime', async () => {
  const registry = await indexIn({ imagesOnly: true });
  const [runtime, index] = await Promise.all([
    registry.getManifest('runtime-1'),
    registry.getManifest('runtime-1.index'),
  ]);
  if (runtime === undefined || index === undefined) throw new Error('the registry lacks the runtime or its index');
  expect(indexLayer(index, `sha256:${'0'.repeat(64)}`)).toBeUndefined();
  const layer = indexLayer(index, runtime.digest);
  if (layer === undefined) throw new Error('the index is of another runtime');
  const tar = extract();
  tar.end(gunzipSync(await registry.getBlob(layer)));
  const names: string[] = [];
  for await (const entry of tar) {
    names.push(entry.header.name);
    entry.resume();
  }
  expect(names).toEqual(['runtime-index.json']);
});

test('a registry that rejects the index in both forms is a warning, and the runtime is used', async () => {
  const registry = await startWithRuntime({ imagesOnly: true });
  // The registry itself rejects the first one, the artifact.
  sandbox.service.faults.plan({
    route: /^PUT /,
    path: /\/manifests\/runtime-1\.index$/,
    nth: 2,
    fault: { status: 400 },
  });
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const runtime = await load(registry);
  const printed = write.mock.calls.join('\n');
  write.mockRestore();
  expect(runtime?.files.folders.get('/opt/airflow/dags')).toMatchObject({ mode: 0o775 });
  expect(sandbox.service.faults.pending).toBe(0);
  const [warning = ''] = /^::warning title=runtime not indexed::.*$/m.exec(printed) ?? [];
  expect(warning).toContain('The registry rejected PUT /v2/team/airflow/manifests/runtime-1.index (HTTP 400)');
  expect(warning).toContain('warnings.md#runtime-not-indexed');
  expect((await findRuntime(registry, 'runtime-1', PLATFORM))?.index).toBeUndefined();
});
