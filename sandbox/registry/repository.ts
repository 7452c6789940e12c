export interface Manifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
  readonly pushedAt: Date;
  /** The digest of the manifest that this one refers to. */
  readonly subject?: string;
  /** The filter of the referrers API. */
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The content of one repository. Blobs are on disk; this has their sizes in bytes. */
export class Repository {
  readonly name: string;
  readonly blobs = new Map<string, number>();
  readonly manifests = new Map<string, Manifest>();
  /** Tag to digest. */
  readonly tags = new Map<string, string>();

  constructor(name: string) {
    this.name = name;
  }

  /** Returns the manifest that a tag or digest names. */
  manifest(reference: string): Manifest | undefined {
    return this.manifests.get(this.tags.get(reference) ?? reference);
  }

  /** Returns the tags of a manifest, sorted. */
  tagsOf(digest: string): string[] {
    return [...this.tags].flatMap(([tag, tagged]) => (tagged === digest ? [tag] : [])).sort();
  }

  /** Removes a manifest and its tags. */
  remove(digest: string): void {
    for (const tag of this.tagsOf(digest)) this.tags.delete(tag);
    this.manifests.delete(digest);
  }
}
