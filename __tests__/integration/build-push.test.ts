import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { BatchDeleteImageCommand, ECRClient } from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { extract } from 'tar-stream';
import { baseConfig, baseLayer } from '../../sandbox/runtime/base-image.ts';
import { putImage } from '../../sandbox/runtime/put-image.ts';
import { rebuildRuntime } from '../../sandbox/runtime/rebuild.ts';
import { buildImage } from '../../src/build/build.ts';
import type { RealizeOptions } from '../../src/build/options.ts';
import { planBuild } from '../../src/build/plan/plan-build.ts';
import { previewRuntime } from '../../src/build/preview.ts';
import { type Blob, readBlob } from '../../src/image/oci/blob.ts';
import { digestOf } from '../../src/image/oci/digest.ts';
import type { BuiltImage } from '../../src/image/oci/image.ts';
import type { ImageConfig } from '../../src/image/oci/image-config.ts';
import { blobPath, writeLayout } from '../../src/image/oci/layout.ts';
import type { Manifest } from '../../src/image/oci/manifest.ts';
import { OCI_INDEX } from '../../src/image/oci/media-types.ts';
import { readLayout } from '../../src/image/oci/read-layout.ts';
import { pushImage } from '../../src/push/push.ts';
import { openRegistry } from '../../src/registry/client.ts';
import { FILES, type Stage, setStage } from './registry-stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage('flux-airflow');
});
afterEach(() => {
  jest.restoreAllMocks();
  return stage.close();
});

const PLATFORM = 'linux/amd64';

function options(commit: string, more: Partial<RealizeOptions> = {}): RealizeOptions & { readonly platform: string } {
  return { ...stage.options(commit), platform: PLATFORM, ...more };
}

async function build(commit: string): Promise<{ built: BuiltImage; wanted: RealizeOptions }> {
  const wanted = options(commit);
  await stage.seedRuntime();
  return { built: await buildImage(wanted), wanted };
}

async function bytesOf(blob: Blob | undefined): Promise<Buffer> {
  return blob === undefined ? Buffer.alloc(0) : readBlob(blob);
}

async function configOf({ blobs }: BuiltImage): Promise<ImageConfig> {
  return JSON.parse(String(await bytesOf(blobs.at(-1))));
}

async function listLayer({ blobs }: BuiltImage): Promise<[string, string, string][]> {
  const tar = extract();
  tar.end(gunzipSync(await bytesOf(blobs[0])));
  const entries: [string, string, string][] = [];
  for await (const entry of tar) {
    const { name, mode, uid, gid, type } = entry.header;
    entry.resume();
    entries.push([name, String(type), `${mode?.toString(8)} ${uid}:${gid}`]);
  }
  return entries;
}

test('an image is the runtime with the code on top, and parent folders are as in the runtime', async () => {
  const commit = stage.commit();
  const { built, wanted } = await build(commit);
  expect(await listLayer(built)).toEqual([
    ['opt/', 'directory', '755 0:0'],
    ['opt/airflow/', 'directory', '775 50000:0'],
    ['opt/airflow/business_logic/', 'directory', '755 50000:0'],
    ['opt/airflow/business_logic/prices.py', 'file', '644 50000:0'],
    ['opt/airflow/dags/', 'directory', '775 50000:0'],
    ['opt/airflow/dags/orders.py', 'file', '644 50000:0'],
    ['opt/airflow/dags/sales/', 'directory', '755 50000:0'],
    ['opt/airflow/dags/sales/daily.py', 'file', '644 50000:0'],
  ]);
  const { config, created, history, rootfs } = await configOf(built);
  expect(created).toBe('2026-11-20T08:30:00Z');
  expect(config?.Env).toContain('PYTHONPATH=/opt/airflow');
  expect(config?.User).toBe('50000');
  expect(config?.Labels).toEqual({
    'org.apache.airflow.version': '3.3.2',
    'org.opencontainers.image.base.digest': (await wanted.registry.getManifest(built.runtime ?? ''))?.digest,
    'org.opencontainers.image.base.name': `${stage.account.registryHost}/flux-airflow:${built.runtime}`,
    'org.opencontainers.image.created': '2026-11-20T08:30:00Z',
    'org.opencontainers.image.revision': commit,
    'org.opencontainers.image.source': 'https://github.com/team/flux-airflow',
  });
  expect(history?.filter((entry) => !entry.empty_layer)).toHaveLength(rootfs.diff_ids.length);
  expect(built.tag).toBe(`version-${commit}`);
});

test('a push uploads only config and code layer, and a second push changes nothing', async () => {
  const { built, wanted } = await build(stage.commit());
  const before = stage.registry.service.calls.length;
  expect(await pushImage({ ...wanted, built })).toEqual({ outcome: 'pushed', digest: built.digest });
  const sent = stage.registry.service.calls.slice(before).filter(({ method }) => method === 'PUT');
  expect(sent.map(({ requestBytes }) => requestBytes).sort()).toEqual(
    [...built.blobs.map(({ size }) => size), built.manifest.bytes.length].sort(),
  );
  expect(await wanted.registry.resolve(built.tag)).toBe(built.digest);
  expect(await pushImage({ ...wanted, built })).toEqual({ outcome: 'unchanged', digest: built.digest });
});

test('a tag with another image is never moved, whether the registry has immutable tags or not', async () => {
  const first = stage.commit();
  const { built, wanted } = await build(first);
  await pushImage({ ...wanted, built });
  const other = await buildImage(options(first, { sourceUrl: 'https://github.com/other/fork' }));
  const refusal = { code: 'tag-exists', message: expect.stringContaining(built.digest) };
  await expect(pushImage({ ...wanted, built: other })).rejects.toMatchObject(refusal);
});

test('a commit keeps its image when the runtime is built again; other code is rejected', async () => {
  const commit = stage.commit();
  const { built, wanted } = await build(commit);
  await pushImage({ ...wanted, built });
  await rebuildRuntime(wanted.registry, built.runtime ?? '');
  const again = await buildImage(wanted);
  expect(again.digest).not.toBe(built.digest);
  expect(await pushImage({ ...wanted, built: again })).toEqual({ outcome: 'unchanged', digest: built.digest });
  expect(await wanted.registry.resolve(built.tag)).toBe(built.digest);
  stage.write({ 'dags/new.py': 'print()\n' });
  const other = await buildImage(options(stage.commit()));
  const squatting = { ...other, tag: built.tag };
  await expect(pushImage({ ...wanted, built: squatting })).rejects.toMatchObject({ code: 'tag-exists' });
});

test('an image whose runtime was deleted is used without a build; that of another repository is not', async () => {
  const commit = stage.commit();
  const { built, wanted } = await build(commit);
  await pushImage({ ...wanted, built });
  const ecr = new ECRClient({ region: 'eu-west-1' });
  const imageIds = [{ imageTag: built.runtime }];
  await ecr.send(new BatchDeleteImageCommand({ repositoryName: 'flux-airflow', imageIds }));
  ecr.destroy();
  const again = await buildImage({ ...wanted, dryRun: true });
  expect(again).toMatchObject({ tag: built.tag, digest: built.digest, runtime: built.runtime });
  expect(await pushImage({ ...wanted, built: again })).toEqual({ outcome: 'unchanged', digest: built.digest });
  const foreign = buildImage({ ...wanted, dryRun: true, sourceUrl: 'https://github.com/other/fork' });
  await expect(foreign).rejects.toMatchObject({ code: 'runtime-missing' });
});

test('the same content gives the same code layer for another commit', async () => {
  const { built } = await build(stage.commit());
  const { built: again } = await build(stage.commit());
  expect(again.blobs[0]?.digest).toBe(built.blobs[0]?.digest);
  expect(again.digest).not.toBe(built.digest);
});

test('the runtime stays the same for a new DAG, and changes for new requirements', async () => {
  const { built } = await build(stage.commit());
  stage.write({ 'dags/new.py': 'print()\n' });
  const withDag = await build(stage.commit());
  expect(withDag.built.runtime).toBe(built.runtime);
  stage.write({ 'requirements.txt': 'pandas==3.0.1\n' });
  const missing = options(stage.commit(), { dryRun: true });
  await expect(buildImage(missing)).rejects.toMatchObject({ code: 'runtime-missing' });
});

test('build and push make the same few calls when only DAGs change', async () => {
  const { built: first, wanted } = await build(stage.commit());
  await pushImage({ ...wanted, built: first });
  stage.write({ 'dags/new.py': 'print()\n' });
  const next = options(stage.commit());
  const before = stage.registry.service.calls.length;
  const built = await buildImage(next);
  await pushImage({ ...next, built });
  const calls = stage.registry.service.calls
    .slice(before)
    .map(({ method, path }) => `${method} ${path.replace(/[0-9a-f]{30,}/g, '…')}`);
  expect(calls.map((call) => call.replace(/uploads\/.*/, 'uploads/')).sort()).toEqual([
    'GET /v2/flux-airflow/manifests/runtime-…',
    'GET /v2/flux-airflow/manifests/runtime-….index',
    'HEAD /v2/flux-airflow/blobs/sha256:…',
    'HEAD /v2/flux-airflow/blobs/sha256:…',
    'HEAD /v2/flux-airflow/manifests/version-…',
    'POST /v2/flux-airflow/blobs/uploads/',
    'POST /v2/flux-airflow/blobs/uploads/',
    'PUT /v2/flux-airflow/blobs/uploads/',
    'PUT /v2/flux-airflow/blobs/uploads/',
    'PUT /v2/flux-airflow/manifests/version-…',
  ]);
});

test('a commit that is not checked out is rejected', async () => {
  stage.commit();
  const wanted = options('0123456789012345678901234567890123456789');
  await expect(buildImage(wanted)).rejects.toMatchObject({
    code: 'commit-not-checked-out',
    remedy: expect.stringContaining('ref: 0123456789012345678901234567890123456789'),
  });
});

test('the layout on disk does not change an image', async () => {
  const { built } = await build(stage.commit());
  const layout = join(stage.folder, 'layout');
  await writeLayout(layout, built);
  expect(built).toMatchObject(await readLayout(layout));
});

test('a Dockerfile that needs Docker becomes the runtime as a whole', async () => {
  const exact = await planBuild(options(stage.commit()));
  stage.write({ Dockerfile: `${FILES.Dockerfile}COPY --link dags /other/\n` });
  const wanted = options(stage.commit(), { dryRun: true });
  await stage.seedRuntime('whole');
  const whole = await planBuild(wanted, 'whole');
  const built = await buildImage(wanted);
  expect(built.runtime).toEqual(whole.key.tag);
  expect(built.blobs).toEqual([expect.anything()]);
  expect(built.runtime).not.toBe(exact.key.tag);
  expect((await configOf(built)).config?.Labels).toMatchObject({ 'org.opencontainers.image.revision': wanted.commit });
});

test('BuildKit expands a substitution that only it supports', async () => {
  stage.write({ Dockerfile: `${FILES.Dockerfile}ENV DAGS="\${PYTHONPATH%/*}"\nCOPY $DAGS /other/\n` });
  await stage.seedRuntime();
  const wanted = options(stage.commit(), { dryRun: true });
  await stage.seedRuntime();
  const { key } = await planBuild(wanted, 'whole');
  const missing = { code: 'runtime-missing', message: expect.stringContaining(key.tag) };
  await expect(buildImage(wanted)).rejects.toMatchObject(missing);
  expect(key.sources.map(({ path }) => path)).toContain('');
});

test('a target ends the Dockerfile, so that a later stage for tests is not deployed', async () => {
  const commit = stage.commit();
  const named = FILES.Dockerfile?.replace(/^FROM .*$/m, '$& AS airflow');
  writeFileSync(join(stage.context, 'Dockerfile'), `${named}FROM airflow AS test\nRUN pytest\n`);
  const wanted = options(commit, { target: 'airflow' });
  expect((await planBuild(wanted)).split.code.map(({ keyword }) => keyword)).toEqual(['ENV', 'COPY', 'COPY']);
  expect((await planBuild(options(commit))).split.code).toEqual([]);
});

test('dry run and preview know the runtime of a base image with ONBUILD', async () => {
  stage.write({ Dockerfile: `FROM apache/airflow:onbuild\nENV A=1\n` });
  const base = openRegistry({ image: { registry: stage.mirror.host, repository: 'apache/airflow' } });
  const OnBuild = ['COPY requirements.txt .', 'RUN pip install -r requirements.txt', 'COPY --chown=airflow:0 . .'];
  await putImage(base, 'onbuild', [baseLayer()], ([diffId = '']) => {
    const config = baseConfig(diffId);
    return { ...config, config: { ...config.config, OnBuild } };
  });
  const wanted = options(stage.commit(), { dryRun: true });
  const { key, partialContext } = await planBuild(wanted, 'runtime', OnBuild);
  expect(partialContext?.map(({ path }) => path)).toEqual(['requirements.txt', '']);
  const missing = { code: 'runtime-missing', message: expect.stringContaining(key.tag) };
  await expect(buildImage(wanted)).rejects.toMatchObject(missing);
  expect(await previewRuntime(wanted, wanted)).toEqual({ runtime: key.tag, before: key.tag, changes: [] });
  stage.write({ 'dags/orders.py': 'changed\n' });
  expect((await previewRuntime(options(stage.commit()), undefined)).runtime).toBe(key.tag);
  stage.write({ 'requirements.txt': 'changed\n' });
  expect((await previewRuntime(options(stage.commit()), undefined)).runtime).not.toBe(key.tag);
  stage.write({ Dockerfile: `FROM apache/airflow:onbuild\nRUN late\n` });
  const { runtime, whole } = await previewRuntime(options(stage.commit()), undefined);
  expect(runtime).toBeUndefined();
  expect(whole).toBe('line 1: the base image has ONBUILD, which copies the code before line 2 executes');
});

test.each([
  ['a checkout', false, 'Set “$” for actions/checkout, or exclude them'],
  [
    'files that the action fetched',
    true,
    'Put actions/checkout with “$” before this step and leave the input source empty',
  ],
])('a pointer of Git LFS and an empty submodule in %s are warnings by name', async (_, isFetched, advice) => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`;
  stage.write({
    'dags/model.bin': pointer,
    '.gitmodules': '[submodule "shared"]\n\tpath = dags/shared\n\turl = ../shared.git\n',
  });
  const commit = stage.commit();
  mkdirSync(join(stage.context, 'dags/shared'));
  await stage.seedRuntime();
  // The folder has the commit already, so nothing is fetched.
  const fetch = { folder: stage.context, url: 'https://github.com/team/flux-airflow', commit, token: '' };
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  await buildImage(options(commit, isFetched ? { fetch } : {}));
  const printed = write.mock.calls.join('\n');
  write.mockRestore();
  const warnings = printed.match(/^::warning title=content not checked out,.*$/gm);
  expect(warnings).toEqual([
    expect.stringMatching(/,file=dags\/model\.bin::.* 1 pointer of Git LFS /),
    expect.stringMatching(/,file=dags\/shared::.* 1 empty submodule /),
  ]);
  expect(warnings?.[0]).toContain(advice.replace('$', 'lfs: true'));
  expect(warnings?.[1]).toContain(advice.replace('$', 'submodules: true'));
});

test.each([
  [/uploads/, 'lost-answer'],
  [/manifests/, 'lost-answer'],
  [/manifests/, { status: 503 }],
  [/blobs/, 'reset'],
] as const)('a fault of each route of %p in the push heals: %p', async (part, fault) => {
  const { built, wanted } = await build(stage.commit());
  const { calls, faults } = stage.registry.service;
  for (const route of new Set(calls.map((call) => call.route))) {
    if (part.test(route)) faults.plan({ route, nth: 1, fault });
  }
  const before = calls.length;
  const pushed = await pushImage({ ...wanted, built });
  expect(calls.slice(before).filter((call) => call.fault !== undefined)).not.toEqual([]);
  expect(pushed.digest).toBe(built.digest);
  expect(await wanted.registry.resolve(built.tag)).toBe(built.digest);
  const { layers }: Manifest = JSON.parse(String((await wanted.registry.getManifest(built.tag))?.bytes));
  expect(await Promise.all(layers.map(({ digest }) => wanted.registry.hasBlob(digest)))).not.toContain(false);
});

test('a complete layout as BuildKit writes it, an index over one image, is pushed with all its parts', async () => {
  const { built, wanted } = await build(stage.commit());
  const { bytes, digest, mediaType } = built.manifest;
  const child = { mediaType, digest, size: bytes.length, platform: { os: 'linux', architecture: 'amd64' } };
  const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [child] }));
  const manifest = { mediaType: OCI_INDEX, digest: digestOf(index), bytes: index };
  const layout = join(stage.folder, 'whole');
  const { runtime: _, ...whole } = {
    ...built,
    tag: 'whole',
    digest: manifest.digest,
    manifest,
    children: [built.manifest],
  };
  await writeLayout(layout, whole);
  expect(await pushImage({ ...wanted, built: await readLayout(layout) })).toEqual({
    outcome: 'pushed',
    digest: manifest.digest,
  });
  expect(await wanted.registry.resolve('whole')).toBe(manifest.digest);
  expect((await wanted.registry.getManifest(digest))?.bytes).toEqual(bytes);
  const otherIndex = Buffer.from(String(index).replace('amd64', 'arm64'));
  const other = { mediaType: OCI_INDEX, digest: digestOf(otherIndex), bytes: otherIndex };
  const squatting = { ...whole, digest: other.digest, manifest: other };
  await expect(pushImage({ ...wanted, built: squatting })).rejects.toMatchObject({ code: 'tag-exists' });
});

test.each([
  ['index.json', '{'],
  ['index.json', '{"manifests":[]}'],
  ['index.json', 'null'],
  ['config', 'other'],
  ['config', undefined],
  ['manifest', 'other'],
])('a modified layout is rejected: %s becomes %p', async (part, content) => {
  const { built } = await build(stage.commit());
  const layout = join(stage.folder, 'layout');
  await writeLayout(layout, built);
  const config = blobPath(layout, built.blobs.at(-1)?.digest ?? '');
  const path = part === 'config' ? config : part === 'manifest' ? blobPath(layout, built.digest) : join(layout, part);
  if (content === undefined) rmSync(path);
  else writeFileSync(path, content);
  await expect(readLayout(layout)).rejects.toMatchObject({ code: 'layout-invalid' });
});
