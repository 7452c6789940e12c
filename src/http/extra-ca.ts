import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';

/** Returns whether this version of Node can trust additional authorities; since 24.5. Older runners have 24.4. */
export function canTrustAuthorities(): boolean {
  return typeof tls.setDefaultCACertificates === 'function';
}

/**
 * Trusts additional certificate authorities in all calls of this process.
 * @param pem certificates, one after another
 * @throws Error if it is not a certificate
 */
export function trustAuthorities(pem: string): void {
  new X509Certificate(pem);
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), pem]);
}
