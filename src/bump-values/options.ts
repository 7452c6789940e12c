import type { AttestationRequirement } from '../attestation/requirement.ts';
import type { Registry } from '../registry/client.ts';

/** The image in the registry that a request is about. */
export interface ImageSource {
  /** The image's repository. */
  readonly registry: Registry;
  /** The digest that the tag must have; `undefined`: any. */
  readonly digest: string | undefined;
  /** Who must have signed the approval of the image; absent: no signature is required. */
  readonly requirement?: AttestationRequirement;
}
