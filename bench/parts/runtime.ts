import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BASE_REPOSITORY, BASE_TAG, baseConfig, baseLayer } from '../../sandbox/runtime/base-image.ts';
import { putImage } from '../../sandbox/runtime/put-image.ts';
import { planBuild } from '../../src/build/plan/plan-build.ts';
import { loadRuntime } from '../../src/build/runtime/index-runtime.ts';
import { blobOf, digestOfFile } from '../../src/image/oci/blob.ts';
import { digestOf } from '../../src/image/oci/digest.ts';
import type { ImageConfig } from '../../src/image/oci/image-config.ts';
import type { Manifest, StoredManifest } from '../../src/image/oci/manifest.ts';
import { OCI_CONFIG, OCI_LAYER_GZIP } from '../../src/image/oci/media-types.ts';
import { parsePlatform } from '../../src/image/oci/platform.ts';
import { openRegistry, type Registry } from '../../src/registry/client.ts';
import { type PackagesSize, writePackages } from './packages.ts';

/** The registry repository of the measured images. */
export const REPOSITORY = 'flux-airflow';
export const PLATFORM = 'linux/amd64';

/** As large as `apache/airflow` with a few requirements. */
export const AIRFLOW: PackagesSize = { bytes: 650_000_000, files: 30_000 };

/** Pushes a base image, and the runtime of the team's Dockerfile with its index. Returns the runtime's tag. */
export async function pushRuntime(
  host: string,
  workspace: string,
  size: PackagesSize,
  platform: string = PLATFORM,
): Promise<string> {
  const open = (repository: string) => openRegistry({ image: { registry: host, repository } });
  const accounts = ([diffId = '']: readonly string[]) => baseConfig(diffId);
  await putImage(open(BASE_REPOSITORY), BASE_TAG, [baseLayer()], accounts);
  const file = join(workspace, 'Dockerfile');
  const plan = { context: workspace, file, buildArgs: {}, platform, registryMirror: host };
  const {
    key: { tag, lines },
  } = await planBuild(plan);
  const registry = open(REPOSITORY);
  const { architecture } = parsePlatform(platform);
  const own = (diffIds: readonly string[]) => ({ ...accounts(diffIds), architecture });
  await putPackages(registry, tag, await putImage(registry, 'base', [baseLayer()], own), size);
  await loadRuntime(tag, { registry, platform, dryRun: false, inputs: lines });
  return tag;
}

/** Pushes an image with the packages as its last layer under the tag. */
async function putPackages(registry: Registry, tag: string, below: StoredManifest, size: PackagesSize): Promise<void> {
  const manifest: Manifest = JSON.parse(below.bytes.toString());
  const config: ImageConfig = JSON.parse((await registry.getBlob(manifest.config)).toString());
  const directory = await mkdtemp(join(tmpdir(), 'flux-airflow-packages-'));
  try {
    const path = join(directory, 'packages.tar.gz');
    const diffId = await writePackages(path, size);
    const layer = { digest: await digestOfFile(path), size: (await stat(path)).size };
    const rootfs = { type: 'layers', diff_ids: [...config.rootfs.diff_ids, diffId] };
    const history = [...(config.history ?? []), { created_by: 'RUN pip install # noise' }];
    const settings = blobOf(Buffer.from(JSON.stringify({ ...config, rootfs, history })));
    await Promise.all([registry.putBlob({ ...layer, content: { path } }), registry.putBlob(settings)]);
    const image = {
      ...manifest,
      config: { mediaType: OCI_CONFIG, digest: settings.digest, size: settings.size },
      layers: [...manifest.layers, { mediaType: OCI_LAYER_GZIP, ...layer }],
    };
    const bytes = Buffer.from(JSON.stringify(image));
    await registry.putManifest(tag, { ...below, digest: digestOf(bytes), bytes });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
