import type { Code } from '../layer/apply-instructions.ts';
import { ASSEMBLED } from '../layer/code-layer.ts';
import type { Layer } from '../layer/layer.ts';
import { blobOf } from './blob.ts';
import { digestOf } from './digest.ts';
import type { BuiltImage } from './image.ts';
import type { History, ImageConfig } from './image-config.ts';
import { BASE_DIGEST_LABEL, BASE_NAME_LABEL, CREATED_LABEL, REVISION_LABEL, SOURCE_LABEL } from './labels.ts';
import type { Descriptor, Manifest, StoredManifest } from './manifest.ts';
import { DOCKER_LAYER_GZIP, DOCKER_MANIFEST, OCI_LAYER_GZIP } from './media-types.ts';

export interface Provenance {
  readonly commit: string;
  /** When the commit was made, RFC 3339. */
  readonly committed: string;
  /** The repository's page. */
  readonly sourceUrl: string;
}

export interface ImageOptions {
  /** The destination. */
  readonly image: { readonly registry: string; readonly repository: string };
  readonly tag: string;
  readonly runtime: { readonly tag: string; readonly manifest: StoredManifest; readonly config: ImageConfig };
  readonly code: Code;
  /** `undefined` when the code adds no file. */
  readonly layer: Layer | undefined;
  readonly provenance: Provenance;
}

/** Makes the image: the runtime's config and manifest with the code's layer and settings, in the same media types. */
export function makeImage(options: ImageOptions): BuiltImage {
  const { tag, runtime, layer } = options;
  const config = blobOf(Buffer.from(JSON.stringify(makeConfig(options))));
  const base: Manifest = JSON.parse(runtime.manifest.bytes.toString());
  const added: Descriptor[] =
    layer === undefined
      ? []
      : [
          {
            mediaType: runtime.manifest.mediaType === DOCKER_MANIFEST ? DOCKER_LAYER_GZIP : OCI_LAYER_GZIP,
            size: layer.size,
            digest: layer.digest,
          },
        ];
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: runtime.manifest.mediaType,
    config: { mediaType: base.config.mediaType, size: config.size, digest: config.digest },
    layers: [...base.layers, ...added],
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  const digest = digestOf(bytes);
  return {
    tag,
    digest,
    runtime: runtime.tag,
    manifest: { mediaType: runtime.manifest.mediaType, digest, bytes },
    blobs: [...(layer === undefined ? [] : [layer]), config],
  };
}

function makeConfig({
  image,
  runtime,
  code: { settings, history },
  layer,
  provenance: { commit, committed, sourceUrl },
}: ImageOptions): ImageConfig {
  const created = new Date(committed).toISOString().replace('.000Z', 'Z');
  const labels = {
    ...settings.Labels,
    [BASE_DIGEST_LABEL]: runtime.manifest.digest,
    [BASE_NAME_LABEL]: `${image.registry}/${image.repository}:${runtime.tag}`,
    [CREATED_LABEL]: created,
    [REVISION_LABEL]: commit,
    [SOURCE_LABEL]: sourceUrl,
  };
  const diffIds = layer === undefined ? [] : [layer.diffId];
  return {
    ...runtime.config,
    created,
    config: { ...settings, Labels: Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))) },
    rootfs: { type: 'layers', diff_ids: [...runtime.config.rootfs.diff_ids, ...diffIds] },
    history: [...(runtime.config.history ?? []), ...buildHistory(history, layer !== undefined, created)],
  };
}

/** Joins the instructions that make files into one history line, in the place of the last, as they share one layer. */
function buildHistory(history: Code['history'], hasLayer: boolean, created: string): History[] {
  const last = history.findLastIndex(({ makesFiles }) => makesFiles);
  const made = history.filter(({ makesFiles }) => makesFiles).map(({ line }) => line);
  return history.flatMap(({ line, makesFiles }, index): History[] => {
    const common = { created, comment: ASSEMBLED };
    if (!makesFiles || !hasLayer) return [{ ...common, created_by: line, empty_layer: true }];
    return index === last ? [{ ...common, created_by: made.join('\n') }] : [];
  });
}
