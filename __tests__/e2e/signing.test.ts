import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { rebuildRuntime } from '../../sandbox/runtime/rebuild.ts';
import type { SigstoreServer } from '../../sandbox/sigstore/index.ts';
import { ENGINEER, LEAD, SOURCE, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { openVerifiers } from '../../src/sigstore/trust.ts';
import { verifyBundle } from '../../src/sigstore/verify-bundle.ts';
import { buildAndPush } from './build-and-push.ts';
import {
  openStageRegistry,
  readBundles,
  readVerified,
  signingEnvironment,
  startStageSigstore,
  WORKFLOW,
} from './signing-stage.ts';

let stage: Stage;
let sigstore: SigstoreServer;
beforeEach(async () => {
  stage = await startStage();
  sigstore = await startStageSigstore(stage);
});
afterEach(async () => {
  await sigstore?.close();
  await stage.close();
});

const sign = (mode: string) => ({ environment: signingEnvironment(stage, sigstore), inputs: { sign: mode } });

test.each(['auto', 'required'])('sign: %s attaches signed provenance, SBOM and approval', async (mode) => {
  const commit = await mergeDag(stage, 'orders');
  const result = await stage.run(commit, sign(mode));
  expect(result).toHaveDeployed();
  const { digest = '' } = result.outputs;
  const statements = await readVerified(stage, sigstore, digest);
  expect(statements.map(({ predicateType }) => predicateType).sort()).toEqual([
    'https://cyclonedx.org/bom',
    'https://github.com/flux-data/flux-airflow/attestations/approval/v1',
    'https://slsa.dev/provenance/v1',
  ]);
  for (const { subject, signer } of statements) {
    expect(subject.map((each) => `sha256:${each.digest.sha256}`)).toEqual([digest]);
    expect(signer).toBe(`${stage.github.url}/${WORKFLOW}`);
  }
});

test('the approval names the source, the pull request, the review and the rules', async () => {
  const commit = await mergeDag(stage, 'orders');
  const { outputs } = await stage.run(commit, sign('required'));
  const statements = await readVerified(stage, sigstore, outputs.digest ?? '');
  const approval = statements.find(({ predicateType }) => predicateType.includes('approval'));
  const [pull] = JSON.parse(outputs.proof ?? '').pullRequests;
  expect(approval?.predicate).toEqual({
    source: { repository: `${stage.github.url}/${SOURCE}`, commit },
    after: stage.first,
    pullRequests: [
      {
        number: pull.number,
        url: pull.url,
        head: pull.head,
        approvals: [{ review: pull.approvals[0].review, reviewer: LEAD, head: pull.head, at: pull.approvals[0].at }],
      },
    ],
    policy: { source: 'input', commit: stage.first },
    run: { url: `${stage.github.url}/${SOURCE}/actions/runs/1/attempts/1`, actor: LEAD },
  });
});

test('sign: off calls no Sigstore', async () => {
  const commit = await mergeDag(stage, 'orders');
  expect(await stage.run(commit, sign('off'))).toHaveDeployed();
  expect(sigstore.service.calls).toEqual([]);
});

test('nothing is signed before the approval is proved, nor in a dry run', async () => {
  const { source } = stage;
  const parent = await source.head('main');
  const commit = await source.commit({
    branch: 'main',
    message: 'x',
    author: ENGINEER,
    files: { 'dags/x.py': '' },
    parent,
  });
  expect(await stage.run(commit, sign('required'))).toHaveFailedWith('approval-missing');
  const merged = await mergeDag(stage, 'orders');
  await stage.run(merged, { ...sign('required'), inputs: { sign: 'required', 'dry-run': 'true' } });
  const posted = sigstore.service.calls.filter(({ method }) => method === 'POST');
  // The rejected run asked for a certificate, and did not use it.
  expect(posted.map(({ path }) => path)).toEqual(['/api/v2/signingCert']);
});

const OUTAGES = ['POST /api/v2/signingCert', 'POST /api/v1/log/entries', 'POST /api/v1/timestamp'];

test.each(OUTAGES)('a refusal by %s is an error before the commit if a signature is required', async (route) => {
  const head = await stage.gitops.head('main');
  const commit = await mergeDag(stage, 'orders');
  refuse(route);
  expect(await stage.run(commit, sign('required'))).toHaveFailedWith('signing-failed');
  expect(await stage.gitops.head('main')).toBe(head);
  sigstore.service.faults.clear();
  expect(await stage.run(commit, sign('required'))).toHaveDeployed();
});

test('a refusal is a warning with sign: auto, and the image is deployed', async () => {
  const commit = await mergeDag(stage, 'orders');
  refuse('POST /api/v2/signingCert');
  const result = await stage.run(commit, sign('auto'));
  expect(result).toHaveDeployed();
  expect(result.annotations).toContainEqual(expect.objectContaining({ level: 'warning', title: 'image not signed' }));
});

test('a job without id-token: write signs nothing with auto, and fails at its start with required', async () => {
  const commit = await mergeDag(stage, 'orders');
  const { environment } = stage;
  const required = await stage.run(commit, { environment, inputs: { sign: 'required' } });
  expect(required).toHaveFailedWith('signing-failed');
  expect(await stage.run(commit, { environment, inputs: { sign: 'auto' } })).toHaveDeployed();
  expect(await stage.run(commit, { environment, inputs: { sign: 'yes' } })).toHaveFailedWith('input-sign');
});

test('signatures are stored with GitHub if the job may, and their absence fails nothing', async () => {
  const first = await stage.run(await mergeDag(stage, 'orders'), sign('required'));
  expect(first).toHaveDeployed();
  expect(stage.source.attestations).toEqual([]);
  expect(first.annotations.filter(({ level }) => level === 'warning')).toEqual([]);
  const token = 'ghs_sandboxattestations00000000000000000003';
  const permissions = { [SOURCE]: { contents: 'read', pull_requests: 'write', attestations: 'write' } } as const;
  stage.github.addToken({ token, login: 'github-actions[bot]', app: true, permissions });
  expect(await stage.run(await mergeDag(stage, 'customers'), { ...sign('required'), token })).toHaveDeployed();
  expect(stage.source.attestations).toHaveLength(3);
});

test("a private repository's signature has a signed timestamp and no log entry", async () => {
  const { SIGSTORE_REKOR_URL: _log, ...environment } = signingEnvironment(stage, sigstore);
  const commit = await mergeDag(stage, 'orders');
  const signed = await stage.run(commit, { environment, inputs: { sign: 'required' } });
  expect(signed).toHaveDeployed();
  const logged = sigstore.service.calls.filter(({ path }) => path.includes('/log/'));
  expect(logged).toEqual([]);
  const bundles = await readBundles(stage, signed.outputs.digest ?? '');
  const { tlogs: _, ...root } = sigstore.trustedRoot as Record<string, unknown>;
  const verifiers = await openVerifiers({ trustedRoots: JSON.stringify(root), temp: stage.directory });
  expect(bundles).toHaveLength(3);
  for (const bundle of bundles) expect(verifyBundle(bundle, verifiers)).not.toHaveProperty('invalid');
});

test('an image of another run is not signed: an error if a signature is required, otherwise none', async () => {
  const commit = await mergeDag(stage, 'orders');
  const [built, pushed] = await buildAndPush(stage, commit);
  expect(pushed).toHaveSucceeded();
  await rebuildRuntime(openStageRegistry(stage, { writes: true }), built.outputs.runtime ?? '');
  const rejected = await stage.run(commit, sign('required'));
  expect(rejected).toHaveFailedWith('signing-failed');
  expect(rejected.annotations[0]?.message).toContain('which another run pushed');
  expect(await stage.run(commit, sign('auto'))).toHaveDeployed();
  expect(await readBundles(stage, pushed?.outputs.digest ?? '')).toEqual([]);
});

function refuse(route: string): void {
  // Three refusals are one for each statement; a certificate is asked for once.
  for (const nth of [1, 2, 3]) sigstore.service.faults.plan({ route, nth, fault: { status: 400 } });
}
