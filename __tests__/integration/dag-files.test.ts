import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { readSourceFiles } from '../../sandbox/stage/source-files.ts';
import { IMAGE, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { findDagFiles } from '../../src/deploy/airflow/dag-files.ts';
import { blobOf } from '../../src/image/oci/blob.ts';
import { digestOf } from '../../src/image/oci/digest.ts';
import { indexLayer, packArtifact, unpackIndex } from '../../src/image/runtime/index-manifest.ts';
import { indexTag } from '../../src/image/runtime/runtime-index.ts';
import { openRegistry, type Registry } from '../../src/registry/client.ts';

let stage: Stage;
let registry: Registry;
let tag: string;
let runtime: string;

beforeAll(async () => {
  stage = await startStage();
  const { outputs } = await stage.run(await mergeDag(stage, 'orders'));
  [tag, runtime] = [outputs.tag ?? '', outputs.runtime ?? ''];
  const repository = IMAGE.split('/').at(-1) ?? '';
  registry = openRegistry({
    image: { registry: stage.registry.host, repository },
    credentials: { username: 'AWS', password: stage.pullPassword() },
  });
});
afterAll(() => stage.close());

test('an assembled image lists its DAG files, and which of them define a DAG', async () => {
  const files = await findDagFiles(registry, tag);
  const shipped = Object.keys(await readSourceFiles()).filter((path) => /^airflow\/dags\/.*\.py$/.test(path));
  const names = [...shipped, 'airflow/dags/orders.py'].map((path) => `/opt/${path}`).sort();
  expect(files?.folder).toBe('/opt/airflow/dags');
  expect([...(files?.paths ?? [])].sort()).toEqual(names);
  expect(files?.making.toSorted()).toEqual(names);
});

test('the DAG files of a missing image, or one that was not assembled, are unknown', async () => {
  const stored = await registry.getManifest(tag);
  const manifest = JSON.parse(String(stored?.bytes));
  const text = String(await registry.getBlob(manifest.config));
  const config = blobOf(Buffer.from(text.replaceAll('"comment":"flux-airflow"', '"comment":"buildkit"')));
  await registry.putBlob(config);
  const bytes = Buffer.from(
    JSON.stringify({ ...manifest, config: { ...manifest.config, digest: config.digest, size: config.size } }),
  );
  await registry.putManifest('whole', { mediaType: manifest.mediaType, digest: digestOf(bytes), bytes });
  const found = await Promise.all(['whole', 'version-0'].map((name) => findDagFiles(registry, name)));
  expect(found).toEqual([undefined, undefined]);
});

test('the DAG files are unknown if the runtime has DAG files, too', async () => {
  const stored = await registry.getManifest(runtime);
  const index = await registry.getManifest(indexTag(runtime));
  const subject = { mediaType: stored?.mediaType ?? '', digest: stored?.digest ?? '', size: stored?.bytes.length ?? 0 };
  const layer = index === undefined ? undefined : indexLayer(index, subject.digest);
  if (layer === undefined) throw new Error('the runtime has no index');
  const content = await unpackIndex(await registry.getBlob(layer));
  const files = { ...content.files, files: new Set([...content.files.files, '/opt/airflow/dags/old.py']) };
  const { manifest, blobs } = await packArtifact(subject, { ...content, files });
  await Promise.all(blobs.map((blob) => registry.putBlob(blob)));
  await registry.putManifest(indexTag(runtime), manifest);
  expect(await findDagFiles(registry, tag)).toBeUndefined();
});
