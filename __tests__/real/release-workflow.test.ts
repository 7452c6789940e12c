import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { checkout } from '../../sandbox/stage/checkout.ts';
import { LEAD, SOURCE, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { runWorkflow, type WorkflowResult } from './parts/act.ts';
import { copiedPackages } from './parts/copied-packages.ts';
import { describeWith } from './parts/find-part.ts';
import { repositoryFiles } from './parts/repository-files.ts';

const WORKFLOW = resolve(import.meta.dirname, '../../.github/workflows/release.yaml');
const NOTES = '### Added\n\n- What 1.0.0 has';

test('the job that checks has only read permissions; the job that publishes can write a release and installs nothing', async () => {
  const { permissions, jobs } = parse(await readFile(WORKFLOW, 'utf8'));
  expect([permissions, jobs.check.permissions]).toEqual([{}, { contents: 'read' }]);
  expect(jobs.publish.permissions).toEqual({ contents: 'write', 'id-token': 'write', attestations: 'write' });
  const commands: string[] = jobs.publish.steps.flatMap(({ run }: { run?: string }) => run ?? []);
  expect(commands.filter((command) => !/^(?:node scripts\/release\/index\.ts|cp) /.test(command))).toEqual([]);
});

/** Returns this repository with the files of a release 1.0.0. */
async function releasedFiles(): Promise<Record<string, Buffer>> {
  const files = await repositoryFiles();
  const { version } = JSON.parse(String(files['package.json']));
  for (const path of ['package.json', 'package-lock.json', 'dist/sbom.cdx.json']) {
    const named = new RegExp(`("name": "flux-airflow",\\s+"version": )"${version}"`, 'g');
    files[path] = Buffer.from(String(files[path]).replace(named, '$1"1.0.0"'));
  }
  const changelog = String(files['CHANGELOG.md']);
  files['CHANGELOG.md'] = Buffer.from(`${changelog}\n## [1.0.0] - 2026-12-01\n\n${NOTES}\n`);
  return files;
}

describeWith(['act'], 'release.yaml with act', ({ act = '' }) => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await startStage({ files: await releasedFiles() });
    const permissions = { [SOURCE]: { contents: 'write' as const } };
    stage.github.addToken({ token: stage.workflowToken, login: 'github-actions[bot]', app: true, permissions });
  });
  afterEach(() => stage.close());

  const git = (...args: string[]) =>
    execFileSync('git', ['-C', stage.source.directory, ...args], { encoding: 'utf8' }).trim();

  async function release(tag: string, commit: string): Promise<WorkflowResult> {
    git('tag', tag, commit);
    return runWorkflow({
      act,
      workflow: 'release.yaml',
      eventName: 'push',
      event: { ref: `refs/tags/${tag}`, after: commit, deleted: false },
      workspace: await checkout(stage.source.directory, commit, stage.directory),
      githubUrl: stage.github.url,
      secrets: { GITHUB_TOKEN: stage.workflowToken },
      environment: { NO_COLOR: '1', ...(await copiedPackages(stage.directory)) },
    });
  }

  test('a tag on a merged commit is released with its notes, files and attestation, and v1 moves to it', async () => {
    const commit = stage.first;
    const run = await release('v1.0.0', commit);
    expect(run).toHaveSucceeded({ log: 'Released v1.0.0. Moved v1 to it.' });
    expect(run.log).not.toContain(stage.workflowToken);
    expect(git('rev-parse', 'v1')).toBe(commit);
    const [published, ...others] = stage.source.releases;
    expect([published?.tag, published?.draft, others]).toEqual(['v1.0.0', false, []]);
    expect(published?.body).toContain(`${NOTES}\n\n### Use it\n\n\`\`\`yaml\n- uses: ${SOURCE}@${commit} # v1.0.0\n`);
    const assets = new Map(published?.assets.map(({ name, bytes }) => [name, bytes]));
    const attested = new Set(
      JSON.parse(String(assets.get('provenance.sigstore.json'))).subject.map(
        ({ digest }: { digest: { sha256: string } }) => digest.sha256,
      ),
    );
    for (const name of ['flux-airflow-1.0.0.tar.gz', 'flux-airflow-1.0.0.cdx.json', 'SHA256SUMS'])
      expect(attested).toContain(digest(assets.get(name)));
    const bundle = await stage.source.read('main', 'dist/deploy/index.js');
    expect(attested).toContain(digest(bundle));
  }, 1_200_000);

  test('a tag on an unmerged commit fails before any of its code runs', async () => {
    const { first: parent } = stage;
    const change = { branch: 'side', message: 'Not merged', author: LEAD, files: { 'x.txt': '' } };
    const run = await release('v1.0.0', await stage.source.commit({ ...change, parent }));
    expect(run).toHaveExitedWith(1, { log: 'is not in main' });
    expect(run.log).not.toContain('Run Main Install');
    expect(stage.source.releases).toEqual([]);
  });
});

function digest(bytes: Buffer | undefined): string {
  return createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');
}
