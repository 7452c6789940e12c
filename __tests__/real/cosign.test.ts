/** cosign accepts what the action signs, finds it at the image by itself, and rejects what it must. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { APPROVAL_PREDICATE } from '../../src/attestation/approval-predicate.ts';
import { describeWithSlow } from './parts/find-part.ts';
import {
  ABOUT_ANOTHER_IMAGE,
  alterPredicate,
  ISSUER,
  OF_ANOTHER_REPOSITORY,
  OF_ANOTHER_WORKFLOW,
  removeTime,
  SERVER,
  type Signed,
  type SignedImages,
  startSignedImages,
  WITH_ANOTHER_SOURCE,
  WORKFLOW,
} from './signed-images.ts';

/** Returns the rule about the predicate in the admission policy of the page, which cosign evaluates as its controller does. */
async function readRule(): Promise<string> {
  const page = join(resolve(import.meta.dirname, '../..'), 'docs/how-to/sign-and-verify.md');
  const [, text = ''] =
    /```yaml\n(apiVersion: policy\.sigstore\.dev[\s\S]+?)```/.exec(await readFile(page, 'utf8')) ?? [];
  return parse(text).spec.authorities[0].attestations[0].policy.data;
}

describeWithSlow(['cosign'], 'cosign', ({ cosign = '' }) => {
  let directory: string;
  let images: SignedImages;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'flux-airflow-cosign-'));
    images = await startSignedImages(directory);
    const { tlogs: _, ...withoutLog } = images.trustedRoot as Record<string, unknown>;
    await writeFile(join(directory, 'without-log.json'), JSON.stringify(withoutLog));
    await writeFile(join(directory, 'approval.cue'), await readRule());
  });
  afterAll(async () => {
    await images?.close();
    await rm(directory, { recursive: true, force: true });
  });

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
      const { stdout } = await promisify(execFile)(cosign, args, { env, timeout: 240_000 });
      return { accepted: true, output: stdout };
    } catch (error) {
      return { accepted: false, output: String((error as { stderr?: unknown }).stderr) };
    }
  }

  const WITHOUT_LOG = ['--use-signed-timestamps', '--insecure-ignore-tlog'];

  test('accepts an approval in the log, and prints it', async () => {
    const { accepted, output } = await verify(await images.sign());
    expect(`${accepted} ${output}`).toMatch(/^true /);
    const { payload } = JSON.parse(output.split('\n')[0] ?? '');
    expect(JSON.parse(Buffer.from(payload, 'base64').toString()).predicateType).toBe(APPROVAL_PREDICATE);
  });

  test('accepts an approval with a signed timestamp and without a log entry, as GitHub’s own Sigstore signs', async () => {
    const { accepted, output } = await verify(await images.sign({ withoutLog: true }), WITHOUT_LOG, 'without-log.json');
    expect(`${accepted} ${output}`).toMatch(/^true /);
  });

  test.each<[string, Signed, RegExp]>([
    ['another repository', OF_ANOTHER_REPOSITORY, /identit/i],
    ['another workflow', OF_ANOTHER_WORKFLOW, /identit/i],
    ['another digest', ABOUT_ANOTHER_IMAGE, /digest|subject|artifact/i],
    ['an altered predicate', { change: alterPredicate }, /signature|entry|hash|verif/i],
    ['an expired certificate without a log entry', { change: removeTime }, /timestamp|log|threshold|verif/i],
  ])('rejects an approval with %s', async (_, signed, reason) => {
    const { accepted, output } = await verify(await images.sign(signed));
    expect(accepted).toBe(false);
    expect(output).toMatch(reason);
  });

  test('rejects a job of another repository that called the same workflow, by the repository', async () => {
    const of = (repository: string) => ['--certificate-github-workflow-repository', repository];
    const image = await images.sign({ claims: { repository: 'acme/evil' } });
    const { accepted, output } = await verify(image, of('acme/airflow'));
    expect(accepted).toBe(false);
    expect(output).toMatch(/acme\/airflow/);
    expect((await verify(image, of('acme/evil'))).accepted).toBe(true);
  });

  const breakGlass = { by: 'ada', reason: 'fire', commits: ['a'.repeat(40)] };

  test.each<[string, Signed, boolean]>([
    ['an approval', {}, true],
    ['break-glass', { predicate: { breakGlass } }, false],
    ['another source', WITH_ANOTHER_SOURCE, false],
  ])('the rule of the admission policy on %s', async (_, signed, expected) => {
    const { accepted } = await verify(await images.sign(signed), ['--policy', join(directory, 'approval.cue')]);
    expect(accepted).toBe(expected);
  });

  test('rejects an image without an approval', async () => {
    const { digest } = await images.pushImage();
    const { accepted, output } = await verify(`${images.host}/flux-airflow@${digest}`);
    expect(accepted).toBe(false);
    expect(output).toMatch(/no (?:matching )?attestations|not found|no signatures/i);
  });
});
