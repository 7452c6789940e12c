import type { BuiltImage } from '../image/oci/image.ts';
import type { Referrer } from '../image/oci/referrer.ts';
import type { ImageName } from '../image-reference.ts';
import type { Registry } from '../registry/client.ts';
import type { WritePermission } from '../write-permission.ts';

export interface PushOptions {
  readonly registry: Registry;
  readonly image: ImageName;
  readonly built: BuiltImage;
  readonly permission: WritePermission;
  /** Whether to upload nothing. */
  readonly dryRun: boolean;
  readonly signatures?: Signatures;
}

/** Signed statements about an image, which are made while it is pushed. */
export interface Signatures {
  readonly count: number;
  readonly referrers: Promise<readonly Referrer[]>;
  /** Whether the push fails without them. */
  readonly isRequired: boolean;
}

export interface Pushed {
  /** `unchanged`: the tag already existed. */
  readonly outcome: 'pushed' | 'unchanged';
  /** The digest behind the tag. It is not the built one if another build of the same runtime was pushed first. */
  readonly digest: string;
}
