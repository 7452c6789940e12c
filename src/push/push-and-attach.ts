import { settle } from '../eager.ts';
import { attachReferrers, uploadReferrers } from './attach.ts';
import { type Pushed, type PushOptions, pushImage } from './push.ts';

export interface PushedImage {
  readonly pushed: Pushed;
  /** Resolves when provenance and SBOM are attached, or when that failed; only the end of the run waits for it. */
  readonly attached: Promise<void>;
}

/**
 * Pushes an image while its documents are uploaded, and returns as soon as the image is in the registry.
 * @throws UserError as `pushImage`
 */
export async function pushAndAttach(options: PushOptions): Promise<PushedImage> {
  // The image comes first: its calls get the open connections.
  const pushing = pushImage(options);
  const uploading = settle(uploadReferrers(options));
  const pushed = await pushing;
  return { pushed, attached: uploading.then((uploaded) => attachReferrers(options, uploaded, pushed)) };
}
