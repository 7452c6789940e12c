/** The admission policy of docs/how-to/sign-and-verify.md, as Sigstore's policy controller evaluates it for an image. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pem } from '@sigstore/core';
import { parse } from 'yaml';
import { describeWith } from './parts/find-part.ts';
import { type Signed, type SignedImages, startSignedImages, WORKFLOW } from './signed-images.ts';

const PAGE = join(resolve(import.meta.dirname, '../..'), 'docs/how-to/sign-and-verify.md');
const TRUST_ROOT = 'sandbox';

interface Policy {
  readonly spec: { readonly images: readonly unknown[]; readonly authorities: readonly Authority[] };
}

interface Authority {
  readonly keyless: object;
}

interface TrustedRoot {
  readonly tlogs: readonly Log[];
  readonly ctlogs: readonly Log[];
  readonly certificateAuthorities: readonly Chain[];
  readonly timestampAuthorities: readonly Chain[];
}

interface Log {
  readonly baseUrl: string;
  readonly publicKey: { readonly rawBytes: string };
}

interface Chain {
  readonly subject: object;
  readonly uri: string;
  readonly certChain: { readonly certificates: readonly { readonly rawBytes: string }[] };
}

/** Returns the policy of the page for the images of this registry and the keys of the sandbox's Sigstore. */
async function readPolicy(host: string): Promise<object> {
  const [, text = ''] =
    /```yaml\n(apiVersion: policy\.sigstore\.dev[\s\S]+?)```/.exec(await readFile(PAGE, 'utf8')) ?? [];
  const policy: Policy = parse(text);
  const authorities = policy.spec.authorities.map((authority) => ({
    ...authority,
    keyless: { ...authority.keyless, trustRootRef: TRUST_ROOT },
    ctlog: { trustRootRef: TRUST_ROOT },
  }));
  return { ...policy, spec: { ...policy.spec, images: [{ glob: `${host}/flux-airflow**` }], authorities } };
}

/** Returns the keys in the controller's own form. */
function trustRootOf({ tlogs, ctlogs, certificateAuthorities, timestampAuthorities }: TrustedRoot): object {
  const encode = (text: string) => Buffer.from(text).toString('base64');
  const toPem = (base64: string, type?: string) => pem.fromDER(Buffer.from(base64, 'base64'), type);
  const log = ({ baseUrl: baseURL, publicKey }: Log) => ({
    baseURL,
    hashAlgorithm: 'sha-256',
    publicKey: encode(toPem(publicKey.rawBytes, 'PUBLIC KEY')),
  });
  const chain = ({ subject, uri, certChain }: Chain) => ({
    subject,
    uri,
    certChain: encode(certChain.certificates.map(({ rawBytes }) => toPem(rawBytes)).join('')),
  });
  const sigstoreKeys = {
    certificateAuthorities: certificateAuthorities.map(chain),
    tLogs: tlogs.map(log),
    ctLogs: ctlogs.map(log),
    timestampAuthorities: timestampAuthorities.map(chain),
  };
  const metadata = { name: TRUST_ROOT };
  return { apiVersion: 'policy.sigstore.dev/v1alpha1', kind: 'TrustRoot', metadata, spec: { sigstoreKeys } };
}

describeWith(['policy-tester'], 'the policy controller', ({ 'policy-tester': tester = '' }) => {
  let directory: string;
  let images: SignedImages;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'flux-airflow-policy-'));
    images = await startSignedImages(directory);
    await writeFile(join(directory, 'policy.yaml'), JSON.stringify(await readPolicy(images.host)));
    await writeFile(join(directory, 'root.yaml'), JSON.stringify(trustRootOf(images.trustedRoot as TrustedRoot)));
  });
  afterAll(async () => {
    await images?.close();
    await rm(directory, { recursive: true, force: true });
  });

  async function admit(image: string) {
    const files = ['--policy', join(directory, 'policy.yaml'), '--trustroot', join(directory, 'root.yaml')];
    const options = { env: { PATH: process.env.PATH, HOME: directory }, timeout: 60_000 };
    try {
      const { stdout, stderr } = await promisify(execFile)(tester, ['--image', image, ...files], options);
      return { admitted: true, output: stdout + stderr };
    } catch (error) {
      const { stdout, stderr } = error as { stdout?: string; stderr?: string };
      return { admitted: false, output: `${stdout}${stderr}` };
    }
  }

  test('admits an image with a signed approval', async () => {
    const { admitted, output } = await admit(await images.sign());
    expect(`${admitted} ${output}`).toMatch(/^true /);
  }, 90_000);

  test('keeps out an image without an approval', async () => {
    const { digest } = await images.pushImage();
    expect(await admit(`${images.host}/flux-airflow@${digest}`)).toMatchObject({ admitted: false });
  }, 90_000);

  const breakGlass = { by: 'ada', reason: 'fire', commits: ['a'.repeat(40)] };

  test.each<[string, Signed]>([
    ['another workflow', { claims: { job_workflow_ref: WORKFLOW.replace('deploy', 'test') } }],
    ['another branch', { claims: { job_workflow_ref: WORKFLOW.replace('main', 'feature') } }],
    ['another digest', { about: `sha256:${'0'.repeat(64)}` }],
    [
      'another source',
      { predicate: { source: { repository: 'https://github.com/acme/evil', commit: 'a'.repeat(40) } } },
    ],
    ['break-glass', { predicate: { breakGlass } }],
    [
      'no proof of its time',
      {
        change: (bundle) => ({
          ...bundle,
          verificationMaterial: { ...bundle.verificationMaterial, tlogEntries: [], timestampVerificationData: {} },
        }),
      },
    ],
  ])(
    'keeps out an image whose approval has %s',
    async (_, signed) => {
      const { admitted, output } = await admit(await images.sign(signed));
      expect(admitted).toBe(false);
      expect(output).toMatch(/errors/);
    },
    90_000,
  );
});
