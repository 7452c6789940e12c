import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { buildImage } from '../../src/build/build.ts';
import type { RealizeOptions } from '../../src/build/options.ts';
import { STATEMENT_TYPE } from '../../src/image/attest/provenance.ts';
import { CYCLONEDX_TYPE } from '../../src/image/attest/sbom.ts';
import { writeLayout } from '../../src/image/oci/layout.ts';
import type { Manifest } from '../../src/image/oci/manifest.ts';
import { readLayout } from '../../src/image/oci/read-layout.ts';
import { makeReferrer } from '../../src/image/oci/referrer.ts';
import { pushAndAttach } from '../../src/push/push.ts';
import { type Stage, setStage } from './registry-stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage('flux-airflow');
});
afterEach(() => stage.close());

function options(commit: string, attempt = 1): RealizeOptions {
  const run = { url: `https://run/${attempt}`, serverUrl: 'https://github.com', workflowRef: 'a/b/c@d', event: 'push' };
  return { ...stage.options(commit), run };
}

async function deployOnce(wanted: RealizeOptions): Promise<string> {
  const built = await buildImage(wanted);
  const { attached } = await pushAndAttach({ ...wanted, built });
  await attached;
  return built.digest;
}

async function typesOf(wanted: RealizeOptions, digest: string): Promise<(string | undefined)[]> {
  const listed = (await wanted.registry.listReferrers(digest)) ?? [];
  return listed.map(({ artifactType }) => artifactType).sort();
}

test('the image refers to provenance and SBOM, and a rerun adds none', async () => {
  await stage.seedRuntime();
  const commit = stage.commit();
  const digest = await deployOnce(options(commit));
  expect(await typesOf(options(commit), digest)).toEqual([CYCLONEDX_TYPE, STATEMENT_TYPE]);
  expect(await deployOnce(options(commit, 2))).toBe(digest);
  expect(await typesOf(options(commit), digest)).toEqual([CYCLONEDX_TYPE, STATEMENT_TYPE]);
});

test('provenance and SBOM are stored in the layout on disk', async () => {
  await stage.seedRuntime();
  const wanted = options(stage.commit());
  const built = await buildImage(wanted);
  const layout = join(stage.folder, 'layout');
  await writeLayout(layout, built);
  expect(built).toMatchObject(await readLayout(layout));
  expect((await readLayout(layout)).referrers).toHaveLength(2);
});

test('an image whose documents cannot be attached is still pushed; the next run attaches them', async () => {
  await stage.seedRuntime();
  const wanted = options(stage.commit());
  const built = await buildImage(wanted);
  const [provenance] = built.referrers ?? [];
  if (provenance === undefined) throw new Error('no provenance was made');
  const manifest: Manifest = JSON.parse(String(provenance.manifest.bytes));
  const broken = { ...provenance, blobs: [] };
  const { pushed, attached } = await pushAndAttach({ ...wanted, built: { ...built, referrers: [broken] } });
  await attached;
  expect(pushed.outcome).toBe('pushed');
  expect(manifest.subject?.digest).toBe(built.digest);
  expect(await typesOf(wanted, built.digest)).toEqual([]);
  await deployOnce(wanted);
  expect(await typesOf(wanted, built.digest)).toEqual([CYCLONEDX_TYPE, STATEMENT_TYPE]);
});

test('an upload begins on a connection that was opened before, and sends its content on one on which one began', async () => {
  await stage.seedRuntime();
  const wanted = options(stage.commit());
  await wanted.registry.openUploadConnections(2);
  await deployOnce(wanted);
  const uploads = stage.registry.service.calls.filter(
    ({ path }) => path === '/v2/' || path.includes('/blobs/uploads/'),
  );
  const portsOf = (wanted: string) =>
    uploads.flatMap(({ method, callerPort }) => (method === wanted ? [callerPort] : []));
  expect(portsOf('PUT').length).toBeGreaterThan(1);
  expect(portsOf('POST')).toEqual(expect.arrayContaining([...portsOf('GET'), ...portsOf('PUT')]));
});

test('a required signature is attached first, and the other documents after it', async () => {
  await stage.seedRuntime();
  const wanted = options(stage.commit());
  const built = await buildImage(wanted);
  const signature = makeReferrer(built.manifest, 'application/signature', Buffer.from('{}'));
  const signatures = { count: 1, referrers: Promise.resolve([signature]), isRequired: true };
  const { attached } = await pushAndAttach({ ...wanted, built, signatures });
  await attached;
  const all = [CYCLONEDX_TYPE, STATEMENT_TYPE, 'application/signature'].toSorted();
  expect(await typesOf(wanted, built.digest)).toEqual(all);
  const put = stage.registry.service.calls.filter(
    ({ route }) => route.startsWith('PUT') && route.includes('manifests'),
  );
  expect(put.map(({ path }) => path.split('/').at(-1)).slice(-3, -2)).toEqual([signature.manifest.digest]);
});

test('a dry run attaches nothing', async () => {
  await stage.seedRuntime();
  const wanted = { ...options(stage.commit()), dryRun: true };
  const before = stage.registry.service.calls.length;
  await deployOnce(wanted);
  const written = stage.registry.service.calls.slice(before).filter(({ method }) => !['GET', 'HEAD'].includes(method));
  expect(written).toEqual([]);
});
