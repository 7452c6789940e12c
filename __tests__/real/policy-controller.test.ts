/**
 * The policy of docs/how-to/sign-and-verify.md in Sigstore's policy controller, at a real API server with simulated nodes: a
 * pod starts only from an image with a signed approval.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { startControlPlane } from '../../sandbox/cluster/control-plane.ts';
import type { Kubectl } from '../../sandbox/cluster/kubectl.ts';
import { startPolicyController } from '../../sandbox/cluster/policy-controller.ts';
import { Processes } from '../../sandbox/cluster/processes.ts';
import { startSimulatedNodes } from '../../sandbox/cluster/simulated-nodes.ts';
import { Service } from '../../sandbox/http/service.ts';
import { tufRepository } from '../../sandbox/sigstore/tuf-repository.ts';
import { readExamples, readPage } from '../repository/markdown.ts';
import { describeWithSlow } from './parts/find-part.ts';
import {
  ABOUT_ANOTHER_IMAGE,
  alterPredicate,
  OF_ANOTHER_REPOSITORY,
  OF_ANOTHER_WORKFLOW,
  removeTime,
  type Signed,
  type SignedImages,
  startSignedImages,
  WITH_ANOTHER_SOURCE,
} from './signed-images.ts';

const NAMESPACE = 'airflow';
const TRUSTED_ROOT = 'trusted_root.json';
const EXAMPLES = readExamples(readPage('docs/how-to/sign-and-verify.md'));
const POLICY = exampleWith('kind: ClusterImagePolicy');
const PRIVATE = exampleWith('insecureIgnoreSCT');

function exampleWith(words: string) {
  const found = EXAMPLES.find(({ text }) => text.includes(words));
  if (found === undefined) throw new Error(`no example of the page has ${words}`);
  return parse(found.text);
}

/** Returns the policy of the page for the images of a registry; with the page's lines for a private repository. */
function policyFor(name: string, host: string, more: { readonly keyless?: object } = {}) {
  const [authority] = POLICY.spec.authorities;
  const changed = { ...authority, ...more, keyless: { ...authority.keyless, ...more.keyless } };
  const images = [{ glob: `${host}/flux-airflow**` }];
  return { ...POLICY, metadata: { name }, spec: { ...POLICY.spec, images, authorities: [changed] } };
}

async function writeFiles(folder: string, files: ReadonlyMap<string, Buffer>): Promise<void> {
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** Serves the files of a TUF repository. */
function serveFiles(files: ReadonlyMap<string, Buffer>): Promise<Service> {
  return Service.start({
    name: 'tuf',
    routes: [],
    otherwise: ({ url }) => {
      const body = files.get(url.pathname.slice(1));
      return body === undefined ? { status: 404 } : { status: 200, body };
    },
  });
}

describeWithSlow(['cluster', 'policy-controller'], 'the admission policy of the how-to', () => {
  let directory: string;
  let processes: Processes;
  let kubectl: Kubectl;
  let tuf: Service;
  let inPublic: SignedImages;
  let inPrivate: SignedImages;
  let pods = 0;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'flux-airflow-admission-'));
    processes = new Processes(directory);
    const folder = (name: string) => mkdir(join(directory, name)).then(() => join(directory, name));
    inPublic = await startSignedImages(await folder('public'));
    inPrivate = await startSignedImages(await folder('private'));
    const files = tufRepository(TRUSTED_ROOT, Buffer.from(JSON.stringify(inPublic.trustedRoot)));
    tuf = await serveFiles(files);
    await writeFiles(join(directory, 'tuf'), files);
    const controlPlane = await startControlPlane(processes, directory, '127.0.0.1');
    kubectl = controlPlane.kubectl;
    await startSimulatedNodes(processes, controlPlane);
    const keys = { mirror: tuf.url, root: join(directory, 'tuf/root.json') };
    await startPolicyController(processes, directory, controlPlane, keys);
    const labels = { 'policy.sigstore.dev/include': 'true' };
    await apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE, labels } },
      await describeTrustRoot(),
      policyFor('public', inPublic.host),
      policyFor('private', inPrivate.host, PRIVATE),
    ]);
    await kubectl.until(['get', 'serviceaccount', 'default', '--namespace', NAMESPACE]);
  });
  afterAll(async () => {
    await processes?.close();
    await Promise.all([inPublic?.close(), inPrivate?.close(), tuf?.close()]);
    await rm(directory, { recursive: true, force: true });
  });

  /** Returns the TrustRoot of GitHub’s chart, with the keys of the private Sigstore, which has no log. */
  async function describeTrustRoot(): Promise<object> {
    const { tlogs: _, ctlogs: __, ...keys } = inPrivate.trustedRoot as Record<string, unknown>;
    const files = tufRepository(TRUSTED_ROOT, Buffer.from(JSON.stringify(keys)));
    await writeFiles(join(directory, 'mirror/repository'), files);
    const archive = ['-czf', '-', '-C', join(directory, 'mirror'), 'repository'];
    const { stdout } = await promisify(execFile)('tar', archive, { encoding: 'buffer' });
    const repository = {
      root: files.get('root.json')?.toString('base64'),
      mirrorFS: stdout.toString('base64'),
      targets: 'targets',
    };
    return {
      apiVersion: 'policy.sigstore.dev/v1alpha1',
      kind: 'TrustRoot',
      metadata: { name: PRIVATE.keyless.trustRootRef },
      spec: { repository },
    };
  }

  /** Applies resources, and waits until the policies are in force. */
  async function apply(resources: readonly object[]): Promise<void> {
    await kubectl.apply(resources);
    const ready = ['--for=condition=Ready', '--timeout=30s'];
    await kubectl.run(['wait', 'trustroot,clusterimagepolicy', '--all', ...ready]);
  }

  /** Creates a pod, and waits until it runs. Returns the reason if the cluster rejects it. */
  async function run(image: string): Promise<string> {
    pods += 1;
    const name = `pod-${pods}`;
    try {
      await kubectl.run(['run', name, `--image=${image}`, '--namespace', NAMESPACE]);
    } catch (error) {
      return String(error);
    }
    await kubectl.run(['wait', `pod/${name}`, '--for=condition=Ready', '--timeout=60s', '--namespace', NAMESPACE]);
    return 'runs';
  }

  test('an approved image runs', async () => {
    expect(await run(await inPublic.sign())).toBe('runs');
  });

  test('an approved image of a private repository runs', async () => {
    expect(await run(await inPrivate.sign({ withoutLog: true }))).toBe('runs');
  });

  test('an image pushed by hand, or from before the first signature, does not', async () => {
    const { digest } = await inPublic.pushImage();
    expect(await run(`${inPublic.host}/flux-airflow@${digest}`)).toMatch(/no valid bundles exist/);
  });

  test('a second policy does not exempt an image; mode: warn lets it run', async () => {
    const { digest } = await inPublic.pushImage();
    const image = `${inPublic.host}/flux-airflow@${digest}`;
    const exempt = { images: [{ glob: image }], authorities: [{ static: { action: 'pass' } }] };
    await apply([{ ...POLICY, metadata: { name: 'exempt' }, spec: exempt }]);
    expect(await run(image)).toMatch(/no valid bundles exist/);
    const policy = policyFor('public', inPublic.host);
    await apply([{ ...policy, spec: { ...policy.spec, mode: 'warn' } }]);
    expect(await run(image)).toBe('runs');
    await apply([policy]);
  });

  const breakGlass = { by: 'ada', reason: 'fire', commits: ['a'.repeat(40)] };

  test.each<[string, Signed, RegExp]>([
    ['another repository', OF_ANOTHER_REPOSITORY, /expected SAN value ".*acme\/airflow\/.*", got ".*acme\/evil\//],
    ['another workflow', OF_ANOTHER_WORKFLOW, /expected SAN value ".*deploy\.yaml@.*", got ".*test\.yaml@/],
    ['another digest', ABOUT_ANOTHER_IMAGE, /artifact digest does not match any digest in statement/],
    ['an altered predicate', { change: alterPredicate }, /could not verify envelope/],
    ['an expired certificate without a log entry', { change: removeTime }, /not enough verified log entries/],
    ['another source', WITH_ANOTHER_SOURCE, /predicate\.source\.repository: conflicting values/],
    ['break-glass', { predicate: { breakGlass } }, /failed evaluating cue policy for approval: .* explicit error/],
  ])('an approval with %s does not', async (_, signed, reason) => {
    const result = await run(await inPublic.sign(signed));
    expect(result).toMatch(/denied the request: .* failed policy: public/);
    expect(result).toMatch(reason);
  });
});
