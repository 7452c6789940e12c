import { blobOf } from '../../src/image/oci/blob.ts';
import { digestOf } from '../../src/image/oci/digest.ts';
import type { ImageConfig } from '../../src/image/oci/image-config.ts';
import type { Manifest } from '../../src/image/oci/manifest.ts';
import type { Registry } from '../../src/registry/client.ts';

/** Pushes the same runtime with another build date under its tag. */
export async function rebuildRuntime(registry: Registry, tag: string): Promise<void> {
  const stored = await registry.getManifest(tag);
  const manifest: Manifest = JSON.parse(String(stored?.bytes));
  const config: ImageConfig = JSON.parse(String(await registry.getBlob(manifest.config)));
  const created = '2026-11-21T00:00:00Z';
  const cache = Buffer.from(JSON.stringify({ records: [{ layers: [{ layer: 0, createdAt: created }] }] }));
  const rebuilt: ImageConfig = { ...config, created, 'moby.buildkit.cache.v0': cache.toString('base64') };
  const blob = blobOf(Buffer.from(JSON.stringify(rebuilt)));
  await registry.putBlob(blob);
  const bytes = Buffer.from(
    JSON.stringify({ ...manifest, config: { ...manifest.config, digest: blob.digest, size: blob.size } }),
  );
  await registry.putManifest(tag, { mediaType: stored?.mediaType ?? '', digest: digestOf(bytes), bytes });
}
