import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { bundleFromJSON, bundleToJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { DSSEBundleBuilder, FulcioSigner, RekorWitness, TSAWitness } from '@sigstore/sign';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { claimsOfPush } from '../../sandbox/sigstore/identity.ts';
import { type SigstoreServer, startSigstore } from '../../sandbox/sigstore/index.ts';

const SERVER = 'https://github.com';
const CLAIMS = claimsOfPush({ repository: 'acme/airflow', sha: 'a'.repeat(40) });

let sigstore: SigstoreServer;
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'flux-airflow-sigstore-'));
  sigstore = await startSigstore({
    serverUrl: SERVER,
    trustedRoot: join(directory, 'trusted_root.json'),
    claims: () => CLAIMS,
  });
});
afterEach(async () => {
  await sigstore.close();
  await rm(directory, { recursive: true });
});

test("Sigstore's own client gets a signature from the sandbox that Sigstore's verifier accepts", async () => {
  const { url } = sigstore.service;
  const identityProvider = { getToken: async () => sigstore.identity.issue(CLAIMS, 'sigstore') };
  const builder = new DSSEBundleBuilder({
    signer: new FulcioSigner({ identityProvider, fulcioBaseURL: url }),
    witnesses: [new RekorWitness({ rekorBaseURL: url }), new TSAWitness({ tsaBaseURL: url })],
  });
  const bundle = await builder.create({ data: Buffer.from('{}'), type: 'application/vnd.in-toto+json' });
  const trust = toTrustMaterial(TrustedRoot.fromJSON(sigstore.trustedRoot));
  const signer = new Verifier(trust, { tlogThreshold: 1, ctlogThreshold: 1, timestampThreshold: 2 }).verify(
    toSignedEntity(bundleFromJSON(bundleToJSON(bundle))),
  );
  expect(signer.identity?.subjectAlternativeName).toBe(`${SERVER}/${CLAIMS.job_workflow_ref}`);
});
