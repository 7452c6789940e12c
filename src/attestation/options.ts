import type { SigstoreServices } from '../sigstore/services.ts';

/** How an image is signed. */
export interface SignOptions {
  /** `auto`: a signature that cannot be made is a warning; `required`: an error before the commit. */
  readonly mode: 'auto' | 'required';
  readonly services: SigstoreServices;
  /** `https://github.com` */
  readonly serverUrl: string;
  /** Returns an OpenID Connect token of the job for an audience. */
  readonly identityToken: (audience: string) => Promise<string>;
}
