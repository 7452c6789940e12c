/** cosign accepts what the action signs, finds it at the image by itself, and rejects what it must. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SerializedBundle } from '@sigstore/bundle';
import { type Registry as SandboxRegistry, startRegistry } from '../../sandbox/registry/index.ts';
import type { JobClaims } from '../../sandbox/sigstore/identity.ts';
import { type SigstoreServer, startSigstore } from '../../sandbox/sigstore/index.ts';
import { APPROVAL_PREDICATE } from '../../src/attestation/approval-predicate.ts';
import { PREDICATE_ANNOTATION, signStatements } from '../../src/attestation/sign.ts';
import { statementAbout } from '../../src/attestation/statements.ts';
import { blobOf } from '../../src/image/oci/blob.ts';
import { digestOf } from '../../src/image/oci/digest.ts';
import type { Manifest, StoredManifest } from '../../src/image/oci/manifest.ts';
import { OCI_MANIFEST } from '../../src/image/oci/media-types.ts';
import { makeReferrer } from '../../src/image/oci/referrer.ts';
import { attachReferrers, uploadReferrers } from '../../src/push/attach.ts';
import { openRegistry, type Registry } from '../../src/registry/client.ts';
import { permitWrites } from '../../src/write-permission.ts';
import { describeWith } from './parts/find-part.ts';

const SERVER = 'https://github.com';
const ISSUER = 'https://token.actions.githubusercontent.com';
const WORKFLOW = 'acme/airflow/.github/workflows/deploy.yaml@refs/heads/main';
const CLAIMS: JobClaims = {
  repository: 'acme/airflow',
  sha: 'a'.repeat(40),
  ref: 'refs/heads/main',
  event_name: 'push',
  job_workflow_ref: WORKFLOW,
  run_id: '7',
  run_attempt: '1',
  repository_visibility: 'private',
};

interface Signed {
  readonly claims?: Partial<JobClaims>;
  readonly withoutLog?: boolean;
  readonly change?: (bundle: SerializedBundle) => unknown;
  /** The digest that the statement is about. */
  readonly about?: string;
}

describeWith(['cosign'], 'cosign', ({ cosign = '' }) => {
  let directory: string;
  let sandbox: SandboxRegistry;
  let sigstore: SigstoreServer;
  let registry: Registry;
  let images = 0;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'flux-airflow-cosign-'));
    const trustedRoot = join(directory, 'trusted_root.json');
    sandbox = await startRegistry({ directory: join(directory, 'registry') });
    sigstore = await startSigstore({ serverUrl: SERVER, trustedRoot, claims: () => CLAIMS });
    registry = openRegistry({ image: { registry: sandbox.host, repository: 'flux-airflow' } });
    const { tlogs: _, ...withoutLog } = sigstore.trustedRoot as Record<string, unknown>;
    await writeFile(join(directory, 'without-log.json'), JSON.stringify(withoutLog));
  });
  afterAll(async () => {
    await Promise.all([sandbox?.close(), sigstore?.close()]);
    await rm(directory, { recursive: true, force: true });
  });

  /** Pushes an image without layers. */
  async function pushImage(): Promise<StoredManifest> {
    images += 1;
    const config = blobOf(Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', created: String(images) })));
    await registry.putBlob(config);
    const described = {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: config.digest,
      size: config.size,
    };
    const manifest: Manifest = { schemaVersion: 2, mediaType: OCI_MANIFEST, config: described, layers: [] };
    const bytes = Buffer.from(JSON.stringify(manifest));
    const stored = { mediaType: OCI_MANIFEST, digest: digestOf(bytes), bytes };
    await registry.putManifest(stored.digest, stored);
    return stored;
  }

  /** Signs an approval of an image and attaches it, as a deployment does. Returns the image. */
  async function sign({ claims, withoutLog = false, change, about }: Signed = {}): Promise<string> {
    const manifest = await pushImage();
    const { digest } = manifest;
    const { url } = sigstore.service;
    const services = { fulcio: url, tsa: url, ...(withoutLog ? {} : { rekor: url }) };
    const token = sigstore.identity.issue({ ...CLAIMS, ...claims }, 'sigstore');
    const predicate = { source: { repository: `${SERVER}/acme/airflow`, commit: CLAIMS.sha }, pullRequests: [] };
    const subject = about === undefined ? manifest : { ...manifest, digest: about };
    const statement = statementAbout('flux-airflow', subject, APPROVAL_PREDICATE, predicate);
    const [signed] = await signStatements(services, token, [statement]);
    if (signed === undefined) throw new Error('nothing was signed');
    const bundle = Buffer.from(JSON.stringify(change?.(signed.bundle) ?? signed.bundle));
    const annotations = { [PREDICATE_ANNOTATION]: APPROVAL_PREDICATE, 'dev.sigstore.bundle.content': 'dsse-envelope' };
    const referrer = makeReferrer(manifest, signed.bundle.mediaType, bundle, annotations);
    const options = {
      registry,
      image: registry.image,
      built: { tag: 'x', digest, manifest, blobs: [] },
      permission: permitWrites(),
      dryRun: false,
      signatures: { count: 1, referrers: Promise.resolve([referrer]), isRequired: true },
    };
    const uploaded = await uploadReferrers(options);
    await attachReferrers(options, { status: 'fulfilled', value: uploaded }, { outcome: 'pushed', digest });
    return `${sandbox.host}/flux-airflow@${digest}`;
  }

  /** Runs the command of docs/how-to/sign-and-verify.md. */
  async function verify(image: string, more: readonly string[] = [], root = 'trusted_root.json') {
    const args = [
      'verify-attestation',
      image,
      '--type',
      APPROVAL_PREDICATE,
      '--certificate-oidc-issuer',
      ISSUER,
      '--certificate-identity',
      `${SERVER}/${WORKFLOW}`,
      '--trusted-root',
      join(directory, root),
      '--allow-http-registry',
      ...more,
    ];
    const env = { PATH: process.env.PATH, HOME: directory, SIGSTORE_NO_CACHE: 'true' };
    try {
      const { stdout } = await promisify(execFile)(cosign, args, { env, timeout: 60_000 });
      return { accepted: true, output: stdout };
    } catch (error) {
      return { accepted: false, output: String((error as { stderr?: unknown }).stderr) };
    }
  }

  const WITHOUT_LOG = ['--use-signed-timestamps', '--insecure-ignore-tlog'];

  test('accepts an approval in the log, and prints it', async () => {
    const { accepted, output } = await verify(await sign());
    expect(`${accepted} ${output}`).toMatch(/^true /);
    const { payload } = JSON.parse(output.split('\n')[0] ?? '');
    expect(JSON.parse(Buffer.from(payload, 'base64').toString()).predicateType).toBe(APPROVAL_PREDICATE);
  }, 90_000);

  test('accepts an approval with a signed timestamp and without a log entry, as GitHub’s own Sigstore signs', async () => {
    const { accepted, output } = await verify(await sign({ withoutLog: true }), WITHOUT_LOG, 'without-log.json');
    expect(`${accepted} ${output}`).toMatch(/^true /);
  }, 90_000);

  const alter = (bundle: SerializedBundle) => {
    const { dsseEnvelope } = bundle as { dsseEnvelope: { payload: string } };
    const text = Buffer.from(dsseEnvelope.payload, 'base64').toString().replace('acme/airflow', 'acme/other');
    return { ...bundle, dsseEnvelope: { ...dsseEnvelope, payload: Buffer.from(text).toString('base64') } };
  };
  const withoutTime = (bundle: SerializedBundle) => {
    const material = { ...bundle.verificationMaterial, tlogEntries: [], timestampVerificationData: {} };
    return { ...bundle, verificationMaterial: material };
  };

  test.each<[string, Signed, RegExp]>([
    [
      'another repository',
      { claims: { repository: 'acme/evil', job_workflow_ref: WORKFLOW.replace('airflow', 'evil') } },
      /identit/i,
    ],
    ['another workflow', { claims: { job_workflow_ref: WORKFLOW.replace('deploy', 'test') } }, /identit/i],
    ['another digest', { about: `sha256:${'0'.repeat(64)}` }, /digest|subject|artifact/i],
    ['an altered predicate', { change: alter }, /signature|entry|hash|verif/i],
    ['an expired certificate without a log entry', { change: withoutTime }, /timestamp|log|threshold|verif/i],
  ])(
    'rejects an approval with %s',
    async (_, signed, reason) => {
      const { accepted, output } = await verify(await sign(signed));
      expect(accepted).toBe(false);
      expect(output).toMatch(reason);
    },
    90_000,
  );

  test('rejects a job of another repository that called the same workflow, by the repository', async () => {
    const of = (repository: string) => ['--certificate-github-workflow-repository', repository];
    const image = await sign({ claims: { repository: 'acme/evil' } });
    const { accepted, output } = await verify(image, of('acme/airflow'));
    expect(accepted).toBe(false);
    expect(output).toMatch(/acme\/airflow/);
    expect((await verify(image, of('acme/evil'))).accepted).toBe(true);
  }, 90_000);

  test('rejects an image without an approval', async () => {
    const { digest } = await pushImage();
    const { accepted, output } = await verify(`${sandbox.host}/flux-airflow@${digest}`);
    expect(accepted).toBe(false);
    expect(output).toMatch(/no (?:matching )?attestations|not found|no signatures/i);
  }, 90_000);
});
