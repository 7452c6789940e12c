import type { Request } from '../http/message.ts';
import type { Conduct } from './conduct.ts';
import { errorAnswer, RegistryError } from './errors.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Accepts requests with these credentials (RFC 7617). */
export function basicAuth(credentials: Credentials): Conduct['authorise'] {
  const headers = { 'www-authenticate': 'Basic realm="sandbox registry"' };
  return (request) => {
    if (sends(request, credentials)) return undefined;
    return errorAnswer(new RegistryError(401, 'UNAUTHORIZED', 'authentication required', headers));
  };
}

/** Returns true if a request has these credentials. */
export function sends(request: Request, { username, password }: Credentials): boolean {
  const sent = readBasic(request);
  return sent?.username === username && sent.password === password;
}

/** Returns the credentials of an `Authorization: Basic` header. */
export function readBasic({ headers }: Request): Credentials | undefined {
  const [, encoded = ''] = /^Basic (\S+)$/i.exec(headers.authorization ?? '') ?? [];
  const [, username, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  return username === undefined || password === undefined ? undefined : { username, password };
}
