import { mask } from '../http/redact.ts';
import type { Credentials } from './credentials.ts';

/** Returns user name and password as an `Authorization` header (RFC 7617), and masks it. */
export function basicHeader({ username, password }: Credentials): string {
  const encoded = Buffer.from(`${username}:${password}`).toString('base64');
  mask(encoded);
  return `Basic ${encoded}`;
}
