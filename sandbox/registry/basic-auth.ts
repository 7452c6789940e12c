import type { Request } from '../http/message.ts';
import type { Conduct } from './conduct.ts';
import { errorAnswer, RegistryError } from './errors.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Lets pass who sends these credentials (RFC 7617). */
export function basicAuth({ username, password }: Credentials): Conduct['authorise'] {
  const headers = { 'www-authenticate': 'Basic realm="sandbox registry"' };
  return (request) => {
    const sent = readBasic(request);
    if (sent?.username === username && sent.password === password) return undefined;
    return errorAnswer(new RegistryError(401, 'UNAUTHORIZED', 'authentication required', headers));
  };
}

/** The credentials of an `Authorization: Basic` header. */
export function readBasic({ headers }: Request): Credentials | undefined {
  const [, encoded = ''] = /^Basic (\S+)$/i.exec(headers.authorization ?? '') ?? [];
  const [, username, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  return username === undefined || password === undefined ? undefined : { username, password };
}
