/** Sigstore's own certificate authority certifies a job for the action, and the sandbox's certificates are like its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { X509Certificate } from '@sigstore/core';
import { type Fulcio, startFulcio } from '../../sandbox/sigstore/fulcio.ts';
import { claimsOfPush } from '../../sandbox/sigstore/identity.ts';
import { type SigstoreServer, startSigstore } from '../../sandbox/sigstore/index.ts';
import { StatementSigner } from '../../src/sigstore/statement-signer.ts';
import { openVerifiers } from '../../src/sigstore/trust.ts';
import { verifyBundle } from '../../src/sigstore/verify-bundle.ts';
import { describeWithSlow } from './parts/find-part.ts';

const SERVER = 'https://github.com';
const CLAIMS = claimsOfPush({ repository: 'acme/airflow', sha: 'a'.repeat(40) });
const STATEMENT = Buffer.from('{"hello":"world"}');

describeWithSlow(['fulcio'], 'Fulcio', () => {
  let directory: string;
  let sigstore: SigstoreServer;
  let fulcio: Fulcio;
  let issuer: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'flux-airflow-fulcio-test-'));
    const trustedRoot = join(directory, 'trusted_root.json');
    sigstore = await startSigstore({ serverUrl: SERVER, trustedRoot, claims: () => CLAIMS });
    issuer = sigstore.service.url;
    fulcio = await startFulcio(issuer);
  });
  afterAll(async () => {
    await fulcio?.close();
    await sigstore?.close();
    await rm(directory, { recursive: true, force: true });
  });

  const tokenFor = (audience: string) => sigstore.identity.issue(CLAIMS, audience, issuer);

  async function signBy(url: string) {
    const services = { fulcio: url, rekor: issuer, tsa: issuer };
    return (await StatementSigner.open(services, tokenFor('sigstore'))).sign(STATEMENT);
  }

  /** Returns the extensions of the certificate in a bundle, by their ids, as hexadecimal digits. */
  function extensionsOf(bundle: unknown): Map<string, string> {
    const { verificationMaterial } = bundle as { verificationMaterial: { certificate: { rawBytes: string } } };
    const der = Buffer.from(verificationMaterial.certificate.rawBytes, 'base64');
    const pairs = X509Certificate.parse(der).extensions.map((each) => [
      each.subs[0]?.toOID() ?? '',
      each.subs.at(-1)?.value.toString('hex') ?? '',
    ]);
    return new Map(pairs.filter(([oid]) => oid?.startsWith('1.3.6.1.4.1.57264.1.')) as [string, string][]);
  }

  test('certifies the identity of the job, and the action accepts the signature', async () => {
    const bundle = await signBy(fulcio.url);
    const { ctlogs: _, ...root } = sigstore.trustedRoot as { certificateAuthorities: object[]; ctlogs: unknown };
    const certChain = { certificates: [{ rawBytes: fulcio.root.toString('base64') }] };
    const certificateAuthorities = root.certificateAuthorities.map((each) => ({ ...each, certChain }));
    const trustedRoots = JSON.stringify({ ...root, certificateAuthorities });
    expect(verifyBundle(bundle, await openVerifiers({ trustedRoots, temp: directory }))).toMatchObject({
      workflow: `${SERVER}/${CLAIMS.job_workflow_ref}`,
      issuer,
      repository: `${SERVER}/acme/airflow`,
    });
  });

  test('the sandbox puts the same facts about the job into a certificate', async () => {
    const theirs = extensionsOf(await signBy(fulcio.url));
    expect(theirs.size).toBeGreaterThan(15);
    expect(Object.fromEntries(extensionsOf(await signBy(issuer)))).toEqual(Object.fromEntries(theirs));
  });

  test.each(['sts.amazonaws.com', ''])(
    'a token for the audience %j is refused, as in the sandbox',
    async (audience) => {
      const services = { fulcio: fulcio.url };
      await expect(StatementSigner.open(services, tokenFor(audience))).rejects.toMatchObject({ kind: 'rejected' });
      await expect(StatementSigner.open({ fulcio: issuer }, tokenFor(audience))).rejects.toMatchObject({
        kind: 'rejected',
      });
    },
  );
});
