import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';

/**
 * Trusts additional certificate authorities in all calls of this process.
 * @param pem certificates, one after another
 * @throws Error if it is not a certificate
 */
export function trustAuthorities(pem: string): void {
  new X509Certificate(pem);
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), pem]);
}
