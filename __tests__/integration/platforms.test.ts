import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { rebuildRuntime } from '../../sandbox/runtime/rebuild.ts';
import { buildImage } from '../../src/build/build.ts';
import type { RealizeOptions } from '../../src/build/options.ts';
import { planImage } from '../../src/build/plan/plan-image.ts';
import { realize } from '../../src/build/realize.ts';
import type { ImageConfig } from '../../src/image/oci/image-config.ts';
import { writeLayout } from '../../src/image/oci/layout.ts';
import type { Index, Manifest, StoredManifest } from '../../src/image/oci/manifest.ts';
import { OCI_INDEX } from '../../src/image/oci/media-types.ts';
import { readLayout } from '../../src/image/oci/read-layout.ts';
import { pushAndAttach, pushImage } from '../../src/push/push.ts';
import { isSameAsDeployed } from '../../src/push/same-as-deployed.ts';
import { readMachine } from '../../src/runner/environment.ts';
import { type Stage, setStage } from './registry-stage.ts';

const PLATFORMS = ['linux/amd64', 'linux/arm64'];
const RUN = {
  url: 'https://github.com/team/flux-airflow/actions/runs/1/attempts/1',
  serverUrl: 'https://github.com',
  workflowRef: 'team/flux-airflow/.github/workflows/deploy.yaml@refs/heads/main',
  event: 'push',
};

let stage: Stage;
beforeEach(async () => {
  stage = await setStage('flux-airflow');
});
afterEach(() => {
  jest.restoreAllMocks();
  return stage.close();
});

async function options(more: Partial<RealizeOptions> = {}): Promise<RealizeOptions> {
  const wanted = { ...stage.options(stage.commit()), platforms: PLATFORMS, ...more };
  for (const platform of wanted.platforms) await stage.seedRuntime('runtime', platform);
  return wanted;
}

function parse<T>({ bytes }: StoredManifest | { readonly bytes: Buffer } = { bytes: Buffer.from('{}') }): T {
  return JSON.parse(bytes.toString());
}

test('the tag is an index of an image for each platform: one code layer, and a runtime each', async () => {
  const wanted = await options();
  const built = await buildImage(wanted);
  expect(await pushImage({ ...wanted, built })).toEqual({ outcome: 'pushed', digest: built.digest });
  const stored = await wanted.registry.getManifest(built.tag);
  expect(stored?.mediaType).toEqual(OCI_INDEX);
  expect(stored?.digest).toEqual(built.digest);
  const { manifests } = parse<Index>(stored);
  expect(manifests.map(({ platform }) => platform)).toEqual([
    { architecture: 'amd64', os: 'linux' },
    { architecture: 'arm64', os: 'linux' },
  ]);
  const images = await Promise.all(manifests.map(({ digest }) => wanted.registry.getManifest(digest)));
  const layers = images.map((image) => parse<Manifest>(image).layers.map(({ digest }) => digest));
  expect(layers[0]?.at(-1)).toBe(layers[1]?.at(-1));
  const configs = await Promise.all(images.map((image) => wanted.registry.getBlob(parse<Manifest>(image).config)));
  expect(configs.map((bytes) => parse<ImageConfig>({ bytes }).architecture)).toEqual(['amd64', 'arm64']);
  const runtimes = built.runtime?.split(', ') ?? [];
  expect(runtimes).toEqual([expect.stringMatching(/^runtime-/), expect.stringMatching(/^runtime-/)]);
  expect(new Set(runtimes).size).toBe(2);
  expect(built.blobs).toHaveLength(3);
});

test('a rerun gives the same index and changes nothing, also through the layout on disk', async () => {
  const wanted = await options({ run: RUN });
  const built = await buildImage(wanted);
  const layout = join(stage.folder, 'layout');
  await writeLayout(layout, built);
  const read = await readLayout(layout);
  expect(built).toMatchObject(read);
  expect(read.referrers).toHaveLength(5);
  await pushImage({ ...wanted, built: read });
  const again = await buildImage(wanted);
  const before = stage.registry.service.calls.length;
  expect(await pushImage({ ...wanted, built: again })).toEqual({ outcome: 'unchanged', digest: built.digest });
  expect(stage.registry.service.calls.slice(before).filter(({ method }) => method === 'PUT')).toEqual([]);
});

test('each platform has its provenance and SBOM, and the index has a provenance', async () => {
  const wanted = await options({ run: RUN });
  const built = await buildImage(wanted);
  const { attached } = await pushAndAttach({ ...wanted, built });
  await attached;
  const listed = async (digest: string) =>
    (await wanted.registry.listReferrers(digest))?.map(({ artifactType }) => artifactType).toSorted();
  const [provenance, sbom] = ['application/vnd.in-toto+json', 'application/vnd.cyclonedx+json'];
  expect(await listed(built.digest)).toEqual([provenance]);
  for (const { digest } of built.children ?? []) expect(await listed(digest)).toEqual([sbom, provenance].toSorted());
});

test('a second platform adds its own calls to a change of DAGs, and no further round trip', async () => {
  const first = await options();
  await pushImage({ ...first, built: await buildImage(first) });
  stage.write({ 'dags/new.py': 'print()\n' });
  const next = await options();
  const before = stage.registry.service.calls.length;
  const bases = stage.mirror.service.calls.length;
  await pushImage({ ...next, built: await buildImage(next) });
  const calls = stage.registry.service.calls.slice(before).map(({ method, path }) => `${method} ${path}`);
  const kinds = calls.map((call) => call.replace(/[0-9a-f]{30,}/g, '…').replace(/uploads\/.*/, 'uploads/'));
  const counts = Object.fromEntries([...Map.groupBy(kinds, (kind) => kind)].map(([kind, all]) => [kind, all.length]));
  expect(counts).toEqual({
    'GET /v2/flux-airflow/manifests/runtime-…': 2,
    'GET /v2/flux-airflow/manifests/runtime-….index': 2,
    'HEAD /v2/flux-airflow/blobs/sha256:…': 3,
    'HEAD /v2/flux-airflow/manifests/version-…': 1,
    'POST /v2/flux-airflow/blobs/uploads/': 3,
    'PUT /v2/flux-airflow/blobs/uploads/': 3,
    'PUT /v2/flux-airflow/manifests/sha256:…': 2,
    'PUT /v2/flux-airflow/manifests/version-…': 1,
  });
  expect(stage.mirror.service.calls.slice(bases).map(({ method }) => method)).toEqual(['HEAD']);
});

test('an index is the same as a deployed one only if each platform is', async () => {
  const first = await options();
  const built = await buildImage(first);
  await pushImage({ ...first, built });
  const deployed = await first.registry.getManifest(built.tag);
  const second = await options();
  const next = await buildImage(second);
  expect(next.digest).not.toBe(built.digest);
  expect(await isSameAsDeployed(second.registry, next, deployed)).toBe(true);
  const single = await buildImage({ ...second, platforms: ['linux/amd64'] });
  expect(await isSameAsDeployed(second.registry, single, deployed)).toBe(false);
  stage.write({ 'dags/new.py': 'print()\n' });
  const third = await options();
  expect(await isSameAsDeployed(third.registry, await buildImage(third), deployed)).toBe(false);
});

test('a commit keeps its index when a runtime is built again; another list of platforms is rejected', async () => {
  const wanted = await options();
  const built = await buildImage(wanted);
  await pushImage({ ...wanted, built });
  const [, arm = ''] = built.runtime?.split(', ') ?? [];
  await rebuildRuntime(wanted.registry, arm);
  const again = await buildImage(wanted);
  expect(again.digest).not.toBe(built.digest);
  expect(await pushImage({ ...wanted, built: again })).toEqual({ outcome: 'unchanged', digest: built.digest });
  const single = await buildImage({ ...wanted, platforms: ['linux/amd64'] });
  await expect(pushImage({ ...wanted, built: single })).rejects.toMatchObject({ code: 'tag-exists' });
});

test('a secret in the code is found once', async () => {
  stage.write({ 'dags/key.pem': 'x' });
  const wanted = await options();
  const findings = await buildImage(wanted).catch((error) => error.findings);
  expect(findings).toHaveLength(1);
});

test('while the registry of the base is down, a change of DAGs goes on with the base of the previous runtime', async () => {
  const first = await options();
  await pushImage({ ...first, built: await buildImage(first) });
  stage.write({ 'dags/new.py': 'print()\n' });
  const { registry: own, mirror, account } = stage;
  const registryEndpoints = JSON.stringify({ [account.registryHost]: own.url, [mirror.host]: 'http://127.0.0.1:9' });
  const offline = () => {
    const wanted = stage.options(stage.commit());
    return { ...wanted, platforms: PLATFORMS, machine: { ...readMachine(), registryEndpoints } };
  };
  const next = offline();
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const built = await realize(await planImage({ ...next, registry: next.registry.withoutRetries() }), next);
  const printed = write.mock.calls.join('\n');
  write.mockRestore();
  expect(built.children).toHaveLength(2);
  expect(printed).toMatch(/title=base image not checked::.*\d+ days old.*apache\/airflow:3\.3\.2/);
  writeFileSync(join(stage.context, 'requirements.txt'), 'pandas==3.0.1\n');
  const changed = offline();
  const plan = planImage({ ...changed, registry: changed.registry.withoutRetries() });
  await expect(plan).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('127.0.0.1:9') });
});

test('base-max-age: the base of a recent runtime is not looked up', async () => {
  const first = await options();
  await pushImage({ ...first, built: await buildImage(first) });
  rmSync(join(stage.context, 'dags/orders.py'));
  const next = { ...stage.options(stage.commit()), platforms: PLATFORMS };
  const asked = async (baseMaxAgeMs: number) => {
    const before = stage.mirror.service.calls.length;
    await buildImage({ ...next, baseMaxAgeMs });
    return stage.mirror.service.calls.length - before;
  };
  expect(await asked(0)).toBe(1);
  expect(await asked(1)).toBe(1);
  expect(await asked(Date.now())).toBe(0);
});
