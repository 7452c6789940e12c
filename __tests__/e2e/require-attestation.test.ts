/** An image is deployed only with an approval that the right workflow signed; its tag proves nothing. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { SerializedBundle } from '@sigstore/bundle';
import { mergeDag } from '../../demo/pull-request.ts';
import type { SigstoreServer } from '../../sandbox/sigstore/index.ts';
import { readDeployedTag } from '../../sandbox/stage/gitops-file.ts';
import { ENGINEER, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { digestOf } from '../../src/image/oci/digest.ts';
import { attachApproval, type Forgery } from './attach-approval.ts';
import { buildAndPush } from './build-and-push.ts';
import { runGuard } from './run-guard.ts';
import { signingEnvironment, startStageSigstore, WORKFLOW } from './signing-stage.ts';

let stage: Stage;
let sigstore: SigstoreServer;
let temp: string;
beforeEach(async () => {
  stage = await startStage();
  sigstore = await startStageSigstore(stage);
  temp = await mkdtemp(join(tmpdir(), 'flux-airflow-attestation-'));
});
afterEach(async () => {
  await sigstore?.close();
  await stage.close();
  await rm(temp, { recursive: true, force: true });
});

const required = (workflow = WORKFLOW) => ({
  'require-attestation': workflow,
  'trusted-root': JSON.stringify(sigstore.trustedRoot),
});

/** Pushes the image of an approved commit without a signature, as anyone can who may push. */
async function pushUnsigned(dag: string): Promise<string> {
  const commit = await mergeDag(stage, dag);
  const [, pushed] = await buildAndPush(stage, commit);
  expect(pushed).toHaveSucceeded();
  return commit;
}

const bump = (commit: string, inputs: Record<string, string> = {}) =>
  stage.run(commit, { entry: 'bump-values', inputs: { ...stage.bumpInputs(), ...required(), ...inputs } });

async function deploySigned(dag: string): Promise<string> {
  const commit = await mergeDag(stage, dag);
  const environment = signingEnvironment(stage, sigstore);
  expect(await stage.run(commit, { environment, inputs: { sign: 'required', ...required() } })).toHaveDeployed();
  return commit;
}

test('bump-values rejects an image without an approval, and deploys it with one', async () => {
  const commit = await pushUnsigned('orders');
  expect(await bump(commit)).toHaveFailedWith('attestation-missing');
  await attachApproval(stage, sigstore, commit);
  expect(await bump(commit)).toHaveDeployed();
});

const OTHER = { mediaType: 'x', digest: digestOf(Buffer.from('other')), bytes: Buffer.from('other') };

/** Returns the bundle with a statement that approves another commit, under the old signature. */
function alter(bundle: SerializedBundle): unknown {
  const { dsseEnvelope } = bundle as { dsseEnvelope: { payload: string } };
  const text = Buffer.from(dsseEnvelope.payload, 'base64').toString().replace('"actor":"ada"', '"actor":"eve"');
  return { ...bundle, dsseEnvelope: { ...dsseEnvelope, payload: Buffer.from(text).toString('base64') } };
}

/** Returns the bundle without the proofs of its time. */
function withoutTime(bundle: SerializedBundle): unknown {
  const { verificationMaterial: material } = bundle;
  return { ...bundle, verificationMaterial: { ...material, tlogEntries: [], timestampVerificationData: {} } };
}

const EVIL = 'flux-data/evil';

const FORGERIES: readonly (readonly [string, Forgery, RegExp])[] = [
  ['another repository', { claims: { repository: EVIL } }, /signed by a job of http:\S+\/flux-data\/evil/],
  [
    'another workflow',
    { claims: { job_workflow_ref: WORKFLOW.replace('deploy.yaml', 'test.yaml') } },
    /signed by the workflow \S+test\.yaml/,
  ],
  [
    'another branch',
    { claims: { job_workflow_ref: WORKFLOW.replace('main', 'feature') } },
    /signed by the workflow \S+feature/,
  ],
  ['another issuer', { issuer: 'https://gitlab.com' }, /an identity of https:\/\/gitlab\.com/],
  ['another digest', { about: OTHER }, new RegExp(`it is about ${OTHER.digest}`)],
  ['another commit', { source: { commit: 'b'.repeat(40) } }, /approves the commit b{40}/],
  ['another type', { predicateType: 'https://slsa.dev/provenance/v1' }, /a statement of the type https:\/\/slsa/],
  ['an altered predicate', { change: alter }, /payload hash mismatch/],
  ['an expired certificate without a log entry', { change: withoutTime }, /expected 1 timestamps, got 0/],
  ['another file', { change: () => ({ hello: 'world' }) }, /invalid bundle|media/i],
];

test.each(FORGERIES)('an approval with %s is rejected by name', async (_, forgery, reason) => {
  const commit = await pushUnsigned('orders');
  await attachApproval(stage, sigstore, commit, forgery);
  const result = await bump(commit);
  expect(result).toHaveFailedWith('attestation-invalid');
  expect(result.annotations[0]?.message).toMatch(reason);
  expect(await readDeployedTag(stage)).toBe(`version-${stage.first}`);
});

test('a forged approval beside the true one changes nothing', async () => {
  const commit = await pushUnsigned('orders');
  await attachApproval(stage, sigstore, commit);
  await attachApproval(stage, sigstore, commit, { claims: { repository: EVIL } });
  expect(await bump(commit)).toHaveDeployed();
});

const LIMITED: Forgery = { notProved: 'what came before' };

test.each<[string, readonly Forgery[], boolean]>([
  ['only one that leaves something out', [LIMITED], false],
  ['a whole one after it', [LIMITED, {}], true],
  ['a whole one before it', [{}, LIMITED], true],
])('of several approvals, a whole one counts: %s', async (_, approvals, isWhole) => {
  const commit = await pushUnsigned('orders');
  for (const approval of approvals) await attachApproval(stage, sigstore, commit, approval);
  expect(await bump(commit)).toHaveDeployed();
  const [{ message = '' } = {}] = await stage.gitops.log('main');
  expect(message.includes('Attested-By: ')).toBe(isWhole);
});

test('deploy signs, and its own guard and a rollback accept the signature as proof', async () => {
  const before = await stage.gitops.head('main');
  const good = await deploySigned('orders');
  await deploySigned('payments');
  const inputs = { 'values-files': VALUES_FILE, ...required() };
  expect(await runGuard({ stage, temp }, before, inputs)).toHaveSucceeded({ annotations: [] });
  const bad = await stage.source.head('main');
  const rollback = { operation: 'rollback', 'rollback-to': `version-${good}`, reason: 'payments are wrong' };
  const back = await stage.run(bad, { inputs: { ...rollback, ...required() } });
  expect(back).toHaveDeployed();
  const [{ message = '' } = {}] = await stage.gitops.log('main');
  expect(message).toContain(`Attested-By: ${stage.github.url}/${WORKFLOW}`);
  expect(message).not.toContain('Proved-By');
});

test('a rollback to an image from before signing needs the proof of the GitOps history', async () => {
  const old = await mergeDag(stage, 'orders');
  expect(await stage.run(old)).toHaveDeployed();
  const undeployed = await pushUnsigned('customers');
  const bad = await deploySigned('payments');
  const rollback = (tag: string) => ({
    inputs: { operation: 'rollback', 'rollback-to': `version-${tag}`, reason: 'payments are wrong', ...required() },
  });
  expect(await stage.run(bad, rollback(undeployed))).toHaveFailedWith('attestation-missing');
  const back = await stage.run(bad, rollback(old));
  expect(back).toHaveDeployed();
  const [{ message = '' } = {}] = await stage.gitops.log('main');
  expect(message).toContain('Proved-By: ');
});

test('while the keys of Sigstore cannot be read, only an image with a signature needs them; the GitOps history proves a rollback', async () => {
  const good = await deploySigned('orders');
  const bad = await deploySigned('payments');
  const environment = { ...stage.environment, HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: '127.0.0.1' };
  const inputs = { ...stage.bumpInputs(), 'require-attestation': WORKFLOW };
  const next = await pushUnsigned('customers');
  const unsigned = await stage.run(next, { entry: 'bump-values', environment, inputs });
  expect(unsigned).toHaveFailedWith('attestation-missing');
  await attachApproval(stage, sigstore, next);
  const failed = await stage.run(next, { entry: 'bump-values', environment, inputs });
  expect(failed).toHaveFailedWith('service-unavailable');
  const rollback = { operation: 'rollback', 'rollback-to': `version-${good}`, reason: 'payments are wrong' };
  const back = await stage.run(bad, { entry: 'bump-values', environment, inputs: { ...inputs, ...rollback } });
  expect(back).toHaveDeployed();
});

test('the guard rejects a tag whose image has no signed approval', async () => {
  const commit = await pushUnsigned('orders');
  const before = await stage.gitops.head('main');
  const text = String(await stage.gitops.read('main', VALUES_FILE)).replace(stage.first, commit);
  const message = `Deploy\n\nSource-Commit: ${commit}`;
  await stage.gitops.commit({ branch: 'main', message, author: ENGINEER, files: { [VALUES_FILE]: text } });
  const inputs = { 'values-files': VALUES_FILE };
  expect(await runGuard({ stage, temp }, before, inputs)).toHaveSucceeded();
  const rejected = await runGuard({ stage, temp }, before, { ...inputs, ...required() });
  expect(rejected.annotations.map(({ title }) => title)).toContain('attestation-missing');
  expect(rejected.exitCode).toBe(1);
});

test.each([
  ['a pattern without a repository', { 'require-attestation': '*' }, 'input-attestation'],
  ['a missing file of keys', { 'trusted-root': 'no/such/file.json' }, 'input-trusted-root'],
  ['keys in another form', { 'trusted-root': '{"hello": "world"}' }, 'input-trusted-root'],
])('%s is an error of the input', async (_, inputs, code) => {
  expect(await bump(await pushUnsigned('orders'), inputs)).toHaveFailedWith(code);
});

test('deploy without sign: required and with require-attestation would deploy what it did not sign', async () => {
  const commit = await mergeDag(stage, 'orders');
  expect(await stage.run(commit, { inputs: required() })).toHaveFailedWith('input-sign');
});
