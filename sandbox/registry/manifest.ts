import { RegistryError } from './errors.ts';

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly urls?: readonly string[];
}

/** The parts of an image manifest or image index that the registry reads (image-spec manifest.md, image-index.md). */
interface ManifestDocument {
  readonly schemaVersion?: number;
  readonly mediaType?: string;
  readonly artifactType?: string;
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface ReadManifest {
  readonly mediaType: string;
  readonly artifactType: string | undefined;
  readonly subject: string | undefined;
  readonly annotations: Readonly<Record<string, string>> | undefined;
  /** The media types of its config and layers, and its artifact type. */
  readonly types: readonly string[];
  /** The digests of blobs that must exist. */
  readonly blobs: readonly string[];
  /** The digests of manifests that must exist. */
  readonly manifests: readonly string[];
}

/** Layers of these types can be stored elsewhere (image-spec layer.md#non-distributable-layers). */
const KEPT_ELSEWHERE = /\.nondistributable\.|\.foreign\./;

/** @throws RegistryError MANIFEST_INVALID */
export function readManifest(bytes: Buffer, contentType: string | undefined): ReadManifest {
  const document = parse(bytes);
  const mediaType = document.mediaType ?? contentType;
  if (mediaType === undefined) throw invalid('no media type, neither in the manifest nor as Content-Type');
  if (contentType !== undefined && contentType !== mediaType) {
    throw invalid(`the manifest says ${mediaType}, the Content-Type ${contentType}`);
  }
  const { config, layers = [], manifests = [], subject, annotations } = document;
  const kept = layers.filter((layer) => !KEPT_ELSEWHERE.test(layer.mediaType));
  return {
    mediaType,
    artifactType: document.artifactType ?? config?.mediaType,
    subject: subject?.digest,
    annotations,
    types: [document.artifactType, config?.mediaType, ...layers.map((layer) => layer.mediaType)].filter(
      (type) => type !== undefined,
    ),
    blobs: [...(config === undefined ? [] : [config]), ...kept].map((descriptor) => descriptor.digest),
    manifests: manifests.map((descriptor) => descriptor.digest),
  };
}

function parse(bytes: Buffer): ManifestDocument {
  let document: ManifestDocument | null;
  try {
    document = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw invalid('the manifest is not JSON');
  }
  if (document?.schemaVersion !== 2) throw invalid('schemaVersion is not 2');
  const image = isDescriptor(document.config) && areDescriptors(document.layers);
  if (!image && !areDescriptors(document.manifests)) throw invalid('neither an image manifest nor an index');
  if (document.subject !== undefined && !isDescriptor(document.subject)) throw invalid('subject is not a descriptor');
  return document;
}

function isDescriptor(value: unknown): boolean {
  const { mediaType, digest } = (value ?? {}) as Partial<Descriptor>;
  return typeof mediaType === 'string' && typeof digest === 'string';
}

function areDescriptors(value: unknown): boolean {
  return Array.isArray(value) && value.every(isDescriptor);
}

function invalid(reason: string): RegistryError {
  return new RegistryError(400, 'MANIFEST_INVALID', `manifest invalid: ${reason}`);
}
