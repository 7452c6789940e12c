import type { Blob } from './blob.ts';
import type { StoredManifest } from './manifest.ts';
import type { Referrer } from './referrer.ts';

/** An image that is made but not yet in a registry. */
export interface BuiltImage {
  readonly tag: string;
  readonly digest: string;
  /** Tag of the runtime image below it; absent for a full build. */
  readonly runtime?: string;
  readonly manifest: StoredManifest;
  /** The manifests that `manifest` lists, if it is an index. */
  readonly children?: readonly StoredManifest[];
  /** Documents about it. */
  readonly referrers?: readonly Referrer[];
  /** The blobs that the registry may lack: config and code layer, or all layers of a full build. */
  readonly blobs: readonly Blob[];
}
