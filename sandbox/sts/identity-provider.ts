import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { json } from '../http/message.ts';
import { Service } from '../http/service.ts';

const REQUEST_TOKEN = 'sandbox-id-token-request-token';

/** GitHub's tokens are valid for some minutes. */
const LIFETIME_S = 300;

export interface Claims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly exp: number;
}

export type IdentityProvider = Awaited<ReturnType<typeof startIdentityProvider>>;

/**
 * Starts the service from which the runner's jobs get their OpenID Connect tokens, for the jobs of one subject.
 * https://docs.github.com/actions/reference/security/oidc
 */
export async function startIdentityProvider(sub: string) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const settings = { lifetimeS: LIFETIME_S };
  const issued: string[] = [];
  const service = await Service.start({
    name: 'identity',
    routes: [
      {
        method: 'GET',
        path: '/token',
        handle: ({ url, headers }) => {
          if (headers.authorization !== `Bearer ${REQUEST_TOKEN}`) return json(401, { message: 'Unauthorized' });
          const aud = url.searchParams.get('audience') ?? 'https://github.com/flux-data';
          const exp = Math.floor(Date.now() / 1000) + settings.lifetimeS;
          const token = encode({ iss: 'https://token.actions.githubusercontent.com', aud, sub, exp }, privateKey);
          issued.push(token);
          return json(200, { count: 1, value: token });
        },
      },
    ],
  });
  return {
    service,
    publicKey,
    /** All tokens so far. */
    issued,
    settings,
    /** What the runner sets for a job with `id-token: write`. */
    environment: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${service.url}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: REQUEST_TOKEN,
    },
    close: () => service.close(),
  };
}

function encode(claims: Claims, key: KeyObject): string {
  const parts = [{ alg: 'RS256', typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return [...parts, sign('RSA-SHA256', Buffer.from(parts.join('.')), key).toString('base64url')].join('.');
}

/** Returns the claims of a token with a valid signature. */
export function readToken(token: string, key: KeyObject): Claims | undefined {
  const [head = '', body = '', signature = ''] = token.split('.');
  if (!verify('RSA-SHA256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))) return undefined;
  return JSON.parse(Buffer.from(body, 'base64url').toString());
}
