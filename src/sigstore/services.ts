/** The services that make a signature without a key of one's own, by their URLs. */
export interface SigstoreServices {
  /** Issues a certificate of ten minutes for the identity of the job. */
  readonly fulcio: string;
  /** The public log of signatures, with the interface of Rekor v1. */
  readonly rekor?: string;
  /** Signs the time of the signature (RFC 3161). */
  readonly tsa?: string;
}

/** https://docs.sigstore.dev/about/overview/ */
const PUBLIC_GOOD: SigstoreServices = {
  fulcio: 'https://fulcio.sigstore.dev',
  rekor: 'https://rekor.sigstore.dev',
};

/**
 * Returns the services for a repository, as `actions/attest` chooses them: Sigstore's public instance for a public
 * repository, and otherwise GitHub's, which has no public log. `undefined` for GitHub Enterprise Server, which has none.
 * @param own the services to use instead
 */
export function chooseServices(
  serverUrl: string,
  isPublic: boolean,
  own: Partial<SigstoreServices> = {},
): SigstoreServices | undefined {
  if (own.fulcio !== undefined) return { ...own, fulcio: own.fulcio };
  const { hostname } = new URL(serverUrl);
  if (hostname === 'github.com') return isPublic ? PUBLIC_GOOD : ownServices('githubapp.com');
  return hostname.endsWith('.ghe.com') ? ownServices(hostname) : undefined;
}

function ownServices(host: string): SigstoreServices {
  return { fulcio: `https://fulcio.${host}`, tsa: `https://timestamp.${host}` };
}
