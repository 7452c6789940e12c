import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Fault } from '../../sandbox/http/fault.ts';
import { claimsOfPush } from '../../sandbox/sigstore/identity.ts';
import { type SigstoreServer, startSigstore } from '../../sandbox/sigstore/index.ts';
import { waitFor } from '../../sandbox/wait-for.ts';
import { openSigner } from '../../src/attestation/sign.ts';
import type { UnsignedStatement } from '../../src/attestation/statements.ts';
import { digestOf } from '../../src/image/oci/digest.ts';
import { OCI_MANIFEST } from '../../src/image/oci/media-types.ts';
import { StatementSigner } from '../../src/sigstore/statement-signer.ts';
import { openVerifiers } from '../../src/sigstore/trust.ts';
import { verifyBundle } from '../../src/sigstore/verify-bundle.ts';

const CLAIMS = claimsOfPush({ repository: 'acme/airflow', sha: 'a'.repeat(40) });
const STATEMENT = Buffer.from('{"hello":"world"}');
const [CERTIFICATE, LOG, TIME] = ['POST /api/v2/signingCert', 'POST /api/v1/log/entries', 'POST /api/v1/timestamp'];

let sigstore: SigstoreServer;
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'flux-airflow-signer-'));
  const trustedRoot = join(directory, 'trusted_root.json');
  sigstore = await startSigstore({ serverUrl: 'https://github.com', trustedRoot, claims: () => CLAIMS });
});
afterEach(async () => {
  await sigstore.close();
  await rm(directory, { recursive: true });
});

/** Returns a statement about an image that does not exist. */
function unsigned(bytes: Buffer, index = 0): UnsignedStatement {
  const manifest = Buffer.from('{}');
  const subject = { mediaType: OCI_MANIFEST, digest: digestOf(manifest), bytes: manifest };
  return { subject, predicateType: `https://example.com/${index}`, bytes };
}

async function signOnce(token = sigstore.identity.issue(CLAIMS, 'sigstore')) {
  const { url } = sigstore.service;
  const signer = await StatementSigner.open({ fulcio: url, rekor: url, tsa: url }, token);
  return signer.sign(STATEMENT);
}

async function verify(bundle: unknown, root = sigstore.trustedRoot) {
  return verifyBundle(bundle, await openVerifiers({ trustedRoots: JSON.stringify(root), temp: directory }));
}

test('a signed statement has the identity of the job', async () => {
  expect(await verify(await signOnce())).toEqual({
    workflow: `https://github.com/${CLAIMS.job_workflow_ref}`,
    issuer: 'https://token.actions.githubusercontent.com',
    repository: 'https://github.com/acme/airflow',
    statement: { hello: 'world' },
  });
});

test.each<[string, Fault]>([
  [CERTIFICATE, { status: 503 }],
  [CERTIFICATE, 'reset'],
  [CERTIFICATE, 'lost-answer'],
  [LOG, { status: 500 }],
  [LOG, 'reset'],
  [LOG, 'truncated'],
  [LOG, 'lost-answer'],
  [TIME, { status: 429, retryAfterSeconds: 0 }],
  [TIME, 'lost-answer'],
])('%s: %j is repeated, and the signature is complete', async (route, fault) => {
  sigstore.service.faults.plan({ route, nth: 1, fault });
  expect(await verify(await signOnce())).not.toHaveProperty('invalid');
  expect(sigstore.service.faults.pending).toBe(0);
});

test('the log keeps one entry of a signature whose answer was lost', async () => {
  sigstore.service.faults.plan({ route: LOG, nth: 1, fault: 'lost-answer' });
  await signOnce();
  const statuses = sigstore.service.calls.filter(({ route }) => route.includes('/log/')).map(({ status }) => status);
  expect(statuses).toEqual([0, 409, 200]);
});

test.each([CERTIFICATE, LOG, TIME])('%s: a refusal is an error that names the service', async (route) => {
  sigstore.service.faults.plan({ route, nth: 1, fault: { status: 400 } });
  await expect(signOnce()).rejects.toMatchObject({ kind: 'rejected', message: expect.stringContaining('400') });
});

test('Fulcio rejects a token of another audience', async () => {
  const token = sigstore.identity.issue(CLAIMS, 'sts.amazonaws.com');
  await expect(signOnce(token)).rejects.toMatchObject({ kind: 'rejected' });
});

const OPENING = ['/api/v2/configuration', '/api/v1/log', '/api/v1/timestamp/certchain'];

test('nothing is signed on a connection that was not opened before', async () => {
  const { url, calls } = sigstore.service;
  const token = sigstore.identity.issue(CLAIMS, 'sigstore');
  const signer = await openSigner({ fulcio: url, rekor: url, tsa: url }, async () => token);
  await waitFor('the connections', () => calls.filter(({ path }) => OPENING.includes(path)).length === 7);
  await signer.sign([STATEMENT, STATEMENT, STATEMENT].map((bytes, index) => unsigned(bytes, index)));
  const portsOf = (method: string) => calls.flatMap((call) => (call.method === method ? [call.callerPort] : []));
  expect(portsOf('POST')).toHaveLength(7);
  expect(portsOf('GET')).toEqual(expect.arrayContaining(portsOf('POST')));
});

test.each<Fault>(['reset', { status: 500 }, { status: 400 }])(
  'a signature does not need the calls that open connections: %j',
  async (fault) => {
    const { url } = sigstore.service;
    const token = sigstore.identity.issue(CLAIMS, 'sigstore');
    for (const path of OPENING) sigstore.service.faults.plan({ route: `GET ${path}`, nth: 1, fault });
    const signer = await openSigner({ fulcio: url, rekor: url, tsa: url }, async () => token);
    expect(await signer.sign([unsigned(STATEMENT)])).toHaveLength(1);
  },
);

test.each(['', 'a.b.c', 'x'])('the token %j is not one', async (token) => {
  await expect(signOnce(token)).rejects.toMatchObject({ kind: 'rejected' });
});

test('a signature of another Sigstore is not trusted, and one of two roots is enough', async () => {
  const trustedRoot = join(directory, 'other.json');
  const other = await startSigstore({ serverUrl: 'https://github.com', trustedRoot, claims: () => CLAIMS });
  try {
    const bundle = await signOnce();
    expect(await verify(bundle, other.trustedRoot)).toHaveProperty('invalid');
    const trustedRoots = `${JSON.stringify(other.trustedRoot)}\n${JSON.stringify(sigstore.trustedRoot)}\n`;
    const verifiers = await openVerifiers({ trustedRoots, temp: directory });
    expect(verifyBundle(bundle, verifiers)).not.toHaveProperty('invalid');
  } finally {
    await other.close();
  }
});

test.each(['', '{}', 'null', '[]', '{"certificateAuthorities": 7}'])('%j is not a trusted root', async (text) => {
  await expect(openVerifiers({ trustedRoots: text, temp: directory })).rejects.toMatchObject({ kind: 'invalid-root' });
});
