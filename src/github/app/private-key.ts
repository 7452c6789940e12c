import { createPrivateKey } from 'node:crypto';

const PEM = /-----BEGIN ([A-Z ]*PRIVATE KEY)-----(.*?)-----END \1-----/s;
const BASE64 = /^[A-Za-z0-9+/=\s]+$/;

/**
 * Reads the private key of a GitHub App and returns it as PKCS #8 in PEM form; `undefined` if the text is not one. Accepts
 * what a secret store may have made of the file: line ends written as `\n`, line ends lost, or the whole file in base64.
 */
export function readPrivateKey(text: string): string | undefined {
  const decoded = BASE64.test(text) ? Buffer.from(text, 'base64').toString('latin1') : text;
  const [, label, body] = PEM.exec(decoded.replace(/\\r|\\n/g, '\n')) ?? [];
  if (label === undefined || body === undefined) return undefined;
  const lines = body.replace(/\s/g, '').replace(/.{64}/g, '$&\n').trim();
  try {
    const key = createPrivateKey(`-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`);
    return key.asymmetricKeyType === 'rsa' ? key.export({ type: 'pkcs8', format: 'pem' }).toString() : undefined;
  } catch {
    return undefined;
  }
}
