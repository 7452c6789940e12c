import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { pem, RFC3161Timestamp } from '@sigstore/core';
import { initializeCA, initializeCTLog, initializeTLog, initializeTSA, tsaHandler } from '@sigstore/mock';
import { type Answer, json, type Request } from '../http/message.ts';
import { Service } from '../http/service.ts';
import { waitFor } from '../wait-for.ts';
import { issueCertificate } from './authority.ts';
import { Identity, type JobClaims } from './identity.ts';
import { SignatureLog } from './log.ts';
import { trustedRoot } from './trusted-root.ts';

export interface SigstoreOptions {
  /** The address of the GitHub whose jobs sign. */
  readonly serverUrl: string;
  /** The issuer of their tokens. Default: that of github.com. */
  readonly issuer?: string;
  /** Where the keys for verifiers are written: `trusted_root.json`. */
  readonly trustedRoot: string;
  /** The claims of the job whose token is asked for. */
  readonly claims: () => JobClaims;
}

/** The name of the log in its checkpoints. */
const LOG_URL = 'https://rekor.sandbox';
const REQUEST_TOKEN = 'sandbox-id-token-request-token';

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const curve384 = () => generateKeyPairSync('ec', { namedCurve: 'P-384' });

export type SigstoreServer = Awaited<ReturnType<typeof startSigstore>>;

/**
 * Starts a Sigstore on loopback: the runner's endpoint for OpenID Connect tokens, Fulcio, Rekor and a timestamp authority.
 * The cryptography is that of `@sigstore/mock`.
 */
export async function startSigstore(options: SigstoreOptions) {
  const identity = new Identity();
  const certificateLog = await initializeCTLog(pair());
  const [authority, timestamps, log] = await Promise.all([
    initializeCA(curve384(), certificateLog),
    initializeTSA(curve384()),
    initializeTLog(LOG_URL, pair()),
  ]);
  const signatures = new SignatureLog(log);
  const timestamp = tsaHandler(timestamps);
  const chain = [timestamps.intCertificate, timestamps.rootCertificate]
    .map((each) => pem.fromDER(bytesOf(each)))
    .join('');
  const certify = async (request: Request) =>
    issueCertificate(authority, identity, options.serverUrl, await request.body());
  const service = await Service.start({
    name: 'sigstore',
    routes: [
      { method: 'GET', path: '/token', handle: (request) => issueToken(identity, options, request) },
      {
        method: 'GET',
        path: '/.well-known/openid-configuration',
        handle: ({ headers }) => describeIssuer(`http://${headers.host}`),
      },
      { method: 'GET', path: '/.well-known/jwks', handle: () => json(200, identity.keySet()) },
      { method: 'GET', path: '/api/v2/configuration', handle: () => json(200, { issuers: [] }) },
      { method: 'POST', path: '/api/v2/signingCert', handle: certify },
      { method: 'GET', path: '/api/v1/log', handle: () => signatures.describe() },
      {
        method: 'GET',
        path: '/api/v1/timestamp/certchain',
        handle: () => ({ status: 200, headers: { 'content-type': 'application/pem-certificate-chain' }, body: chain }),
      },
      { method: 'POST', path: '/api/v1/log/entries', handle: async (request) => signatures.add(await request.body()) },
      { method: 'GET', path: '/api/v1/log/entries/:id', handle: ({ params }) => signatures.find(params.id ?? '') },
      {
        method: 'POST',
        path: '/api/v1/timestamp',
        handle: async (request) => {
          const body = await readableTimestamp(timestamp, String(await request.body()));
          return { status: 201, headers: { 'content-type': 'application/timestamp-reply' }, body };
        },
      },
    ],
  });
  const root = trustedRoot(LOG_URL, {
    fulcio: bytesOf(authority.rootCertificate),
    log: log.publicKey,
    certificateLog: certificateLog.publicKey,
    timestamps: [bytesOf(timestamps.intCertificate), bytesOf(timestamps.rootCertificate)],
  });
  await writeFile(options.trustedRoot, JSON.stringify(root));
  return {
    service,
    identity,
    trustedRoot: root,
    /** The variables that the runner sets in a job with `id-token: write`. */
    tokenEnvironment: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${service.url}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: REQUEST_TOKEN,
    },
    /** A Sigstore of one's own, for the actions. */
    environment: {
      SIGSTORE_FULCIO_URL: service.url,
      SIGSTORE_REKOR_URL: service.url,
      SIGSTORE_TSA_URL: service.url,
    },
    close: () => service.close(),
  };
}

/** Answers as an issuer of OpenID Connect tokens, for a Fulcio that reads its keys. */
function describeIssuer(issuer: string): Answer {
  return json(200, {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  });
}

/** Returns a timestamp. Sigstore's parser reads only whole seconds or three digits, and DER leaves out zeros at the end. */
async function readableTimestamp(timestamp: ReturnType<typeof tsaHandler>, body: string): Promise<Buffer> {
  const ask = async () => {
    const { response } = await timestamp.fn(body);
    try {
      RFC3161Timestamp.parse(response as Buffer<ArrayBuffer>).signingTime;
      return response as Buffer;
    } catch {
      return undefined;
    }
  };
  return waitFor('a timestamp that Sigstore can parse', ask, { limitMs: 5_000, everyMs: 1 });
}

/** Answers as the runner's service does; https://docs.github.com/actions/reference/security/oidc */
function issueToken(identity: Identity, { claims, issuer }: SigstoreOptions, { url, headers }: Request): Answer {
  if (headers.authorization !== `Bearer ${REQUEST_TOKEN}`) return json(401, { message: 'Unauthorized' });
  const audience = url.searchParams.get('audience') ?? 'https://github.com';
  return json(200, { count: 1, value: identity.issue(claims(), audience, issuer) });
}

function bytesOf(view: ArrayBufferView<ArrayBuffer>): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}
