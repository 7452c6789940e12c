import { pack } from 'tar-stream';
import { BASE_REPOSITORY, baseConfig, baseLayer } from '../../../sandbox/runtime/base-image.ts';
import { putImage } from '../../../sandbox/runtime/put-image.ts';
import { digestOf } from '../../../src/image/oci/digest.ts';
import type { Index } from '../../../src/image/oci/manifest.ts';
import { OCI_INDEX } from '../../../src/image/oci/media-types.ts';
import { describeManifest } from '../../../src/image/oci/referrer.ts';
import { openRegistry } from '../../../src/registry/client.ts';
import { BASES } from './cases.ts';

export const ARCHITECTURES = ['amd64', 'arm64'];

/** Pushes a base image whose content differs on each platform. `programs` are files in its root, by architecture. */
export async function pushIndex(
  host: string,
  programs: (architecture: string) => Readonly<Record<string, Buffer>> = () => ({}),
): Promise<void> {
  const registry = openRegistry({ image: { registry: host, repository: BASE_REPOSITORY } });
  const manifests: Index['manifests'][number][] = [];
  for (const architecture of ARCHITECTURES) {
    const layers = [baseLayer(), ownLayer(architecture, programs(architecture))];
    const image = await putImage(registry, `multi-${architecture}`, layers, ([first = '', second = '']) => {
      const config = baseConfig(first);
      const history = [...(config.history ?? []), { created_by: 'its own files' }];
      return { ...config, architecture, history, rootfs: { type: 'layers', diff_ids: [first, second] } };
    });
    manifests.push({ ...describeManifest(image), platform: { architecture, os: 'linux' } });
  }
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }));
  await registry.putManifest(BASES.multi, { mediaType: OCI_INDEX, digest: digestOf(bytes), bytes });
}

function ownLayer(architecture: string, programs: Readonly<Record<string, Buffer>>): AsyncIterable<Buffer> {
  const tar = pack();
  tar.entry({ name: 'etc/architecture', mtime: new Date(0) }, `${architecture}\n`);
  for (const [name, program] of Object.entries(programs)) tar.entry({ name, mode: 0o755, mtime: new Date(0) }, program);
  tar.finalize();
  return tar as AsyncIterable<Buffer>;
}
