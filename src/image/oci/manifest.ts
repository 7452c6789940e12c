/** https://github.com/opencontainers/image-spec/blob/main/descriptor.md */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string };
  readonly annotations?: Readonly<Record<string, string>>;
  /** The type of a listed artifact. */
  readonly artifactType?: string;
  /** The content itself, base64. */
  readonly data?: string;
}

/** https://github.com/opencontainers/image-spec/blob/main/manifest.md */
export interface Manifest {
  readonly schemaVersion: 2;
  readonly mediaType?: string;
  readonly artifactType?: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** https://github.com/opencontainers/image-spec/blob/main/image-index.md */
export interface Index {
  readonly schemaVersion: 2;
  readonly mediaType?: string;
  readonly manifests: readonly Descriptor[];
}

/** A manifest or an index as the registry holds it, byte for byte. */
export interface StoredManifest {
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Buffer;
}
