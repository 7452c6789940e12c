import type { Code } from './code.ts';
import { digestOf } from './digest.ts';
import type { History, ImageConfig } from './image-config.ts';
import type { Layer } from './layer.ts';
import type { Descriptor, Manifest, StoredManifest } from './manifest.ts';
import { DOCKER_LAYER_GZIP, DOCKER_MANIFEST, OCI_LAYER_GZIP } from './media-types.ts';

/** An image that is made but not yet in a registry; the runtime's layers are there already. */
export interface BuiltImage {
  readonly tag: string;
  readonly digest: string;
  /** Tag of the runtime image that it stands on. */
  readonly runtime: string;
  readonly manifest: StoredManifest;
  /** Config and code layer. */
  readonly blobs: readonly Blob[];
}

export interface Blob {
  readonly digest: string;
  readonly bytes: Buffer;
}

export interface Provenance {
  readonly commit: string;
  /** When the commit was made, RFC 3339. */
  readonly committed: string;
  /** The repository's page. */
  readonly sourceUrl: string;
}

export interface ImageOptions {
  readonly tag: string;
  readonly runtime: { readonly tag: string; readonly manifest: StoredManifest; readonly config: ImageConfig };
  readonly code: Code;
  /** `undefined` when the code adds no file. */
  readonly layer: Layer | undefined;
  readonly provenance: Provenance;
}

/** Config and manifest of the image: the runtime's, with the code's layer and settings on top, in the same media types. */
export function makeImage({ tag, runtime, code, layer, provenance }: ImageOptions): BuiltImage {
  const config = Buffer.from(JSON.stringify(makeConfig(runtime.config, code, layer, provenance)));
  const base: Manifest = JSON.parse(runtime.manifest.bytes.toString());
  const added: Descriptor[] =
    layer === undefined
      ? []
      : [
          {
            mediaType: runtime.manifest.mediaType === DOCKER_MANIFEST ? DOCKER_LAYER_GZIP : OCI_LAYER_GZIP,
            size: layer.bytes.length,
            digest: layer.digest,
          },
        ];
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: runtime.manifest.mediaType,
    config: { mediaType: base.config.mediaType, size: config.length, digest: digestOf(config) },
    layers: [...base.layers, ...added],
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  const digest = digestOf(bytes);
  return {
    tag,
    digest,
    runtime: runtime.tag,
    manifest: { mediaType: runtime.manifest.mediaType, digest, bytes },
    blobs: [
      ...(layer === undefined ? [] : [{ digest: layer.digest, bytes: layer.bytes }]),
      { digest: digestOf(config), bytes: config },
    ],
  };
}

function makeConfig(
  runtime: ImageConfig,
  { settings, history }: Code,
  layer: Layer | undefined,
  { commit, committed, sourceUrl }: Provenance,
): ImageConfig {
  const created = new Date(committed).toISOString().replace('.000Z', 'Z');
  const labels = {
    ...settings.Labels,
    'org.opencontainers.image.created': created,
    'org.opencontainers.image.revision': commit,
    'org.opencontainers.image.source': sourceUrl,
  };
  const diffIds = layer === undefined ? [] : [layer.diffId];
  return {
    ...runtime,
    created,
    config: { ...settings, Labels: Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))) },
    rootfs: { type: 'layers', diff_ids: [...runtime.rootfs.diff_ids, ...diffIds] },
    history: [...(runtime.history ?? []), ...tellHistory(history, layer !== undefined, created)],
  };
}

/** All that makes files is one layer, so it is one line, in the place of the last. */
function tellHistory(history: Code['history'], hasLayer: boolean, created: string): History[] {
  const last = history.findLastIndex(({ makesFiles }) => makesFiles);
  const made = history.filter(({ makesFiles }) => makesFiles).map(({ line }) => line);
  return history.flatMap(({ line, makesFiles }, index): History[] => {
    const common = { created, comment: 'flux-airflow' };
    if (!makesFiles || !hasLayer) return [{ ...common, created_by: line, empty_layer: true }];
    return index === last ? [{ ...common, created_by: made.join('\n') }] : [];
  });
}
