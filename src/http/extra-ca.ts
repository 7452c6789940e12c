import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import { UserError } from '../errors.ts';

/**
 * Trusts further certificate authorities in all calls of this process.
 * @param pem certificates, one after another
 * @throws UserError `argocd-ca`
 */
export function trustAuthorities(pem: string): void {
  try {
    new X509Certificate(pem);
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), pem]);
  } catch (cause) {
    throw new UserError(
      'argocd-ca',
      'argocd-ca is no certificate in PEM form.',
      'Give the text of the certificate authority, from -----BEGIN CERTIFICATE----- to its END.',
      { cause },
    );
  }
}
