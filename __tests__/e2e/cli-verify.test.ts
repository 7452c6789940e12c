import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import type { SigstoreServer } from '../../sandbox/sigstore/index.ts';
import { IMAGE, LEAD, SOURCE, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { writeTree } from '../unit/cli/file-tree.ts';
import { buildAndPush } from './build-and-push.ts';
import { runCli } from './run-cli.ts';
import { signingEnvironment, startStageSigstore, WORKFLOW } from './signing-stage.ts';

let stage: Stage;
let sigstore: SigstoreServer;
let directory: string;
let signed: string;
let unsigned: string;
beforeAll(async () => {
  stage = await startStage();
  sigstore = await startStageSigstore(stage);
  directory = writeTree({ 'root.json': JSON.stringify(sigstore.trustedRoot) });
  signed = await mergeDag(stage, 'orders');
  const environment = signingEnvironment(stage, sigstore);
  expect(await stage.run(signed, { environment, inputs: { sign: 'required' } })).toHaveDeployed();
  unsigned = await mergeDag(stage, 'invoices');
  await buildAndPush(stage, unsigned);
});
afterAll(async () => {
  await sigstore?.close();
  await stage.close();
});

function verify(tag: string, ...flags: readonly string[]) {
  const env = { ...stage.environment, GITHUB_SERVER_URL: stage.github.url };
  const own = ['--repository', SOURCE, '--image', IMAGE, '--trusted-root', 'root.json'];
  return runCli(['verify', tag, ...own, ...flags], { cwd: directory, env });
}

test('a signed approval is verified, and shown with its approver', async () => {
  const json = await verify(`version-${signed}`, '--json');
  expect({ ...json, result: JSON.parse(json.stdout) }).toMatchObject({
    code: 0,
    result: { ok: true, approval: { source: { commit: signed }, pullRequests: [{ approvals: [{ reviewer: LEAD }] }] } },
  });
  const { stdout } = await verify(`version-${signed}`, '--workflow', WORKFLOW);
  expect(stdout).toMatch(/was approved, and the approval is signed\n[\s\S]*^Approved +#1 by @ada \(\d{4}-/m);
});

test('an image without a signed approval, with another workflow’s, or without an image is rejected', async () => {
  const missing = await verify(`version-${unsigned}`);
  expect(missing).toMatchObject({ code: 1, stdout: '' });
  expect(missing.stderr).toMatch(/^❌ The image sha256:\S+ has no signed approval\./);
  const other = await verify(
    `version-${signed}`,
    '--json',
    '--workflow',
    WORKFLOW.replace('deploy.yaml', 'other.yaml'),
  );
  expect({ code: other.code, result: JSON.parse(other.stdout) }).toMatchObject({
    code: 1,
    result: { ok: false, code: 'attestation-invalid' },
  });
  const absent = await verify(`version-${'0'.repeat(40)}`);
  expect(absent.stderr).toContain(`The registry has no ${IMAGE}:version-000`);
});

test.each([
  [['latest'], /^latest is not version- and a commit of 40 hexadecimal digits/],
  [[`version-${'0'.repeat(40)}`, '--workflow', 'deploy.yaml'], /^--workflow deploy\.yaml is not owner\/repository/],
  [[`version-${'0'.repeat(40)}`, '--trusted-root', 'x'], /^x cannot be read \(ENOENT\)\. Correct --trusted-root\.$/m],
])('%j ends with one sentence and the exit code 2', async ([tag = '', ...flags], message) => {
  const { code, stderr } = await verify(tag, ...flags);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});
