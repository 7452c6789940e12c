import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { GitHistory } from '../../../src/guard/git-history.ts';
import { guard } from '../../../src/guard/guard.ts';
import { PLAIN_MACHINE } from '../../../src/registry/machine.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flux-airflow-guard-history-'));
  git('init', '--quiet');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function git(...args: readonly string[]): void {
  const identity = ['-c', 'user.name=ada', '-c', 'user.email=ada@example.com'];
  execFileSync('git', ['-C', folder, ...identity, ...args]);
}

async function commit(path: string, text: string): Promise<void> {
  await writeFile(join(folder, path), text);
  git('add', '--all');
  git('commit', '--quiet', `--message=${path}`);
}

test.each(['team*.yaml', ':(glob)team.yaml', ':!team.yaml', '[t]eam.yaml'])(
  '%s is the name of one file',
  async (path) => {
    await commit(path, 'tag: a\n');
    await commit('team.yaml', 'tag: a\n');
    await commit('teams.yaml', 'tag: a\n');
    await commit(path, 'tag: b\n');
    await commit('team.yaml', 'tag: b\n');
    const history = await GitHistory.open(folder, 'HEAD~2');
    expect((await history.changes(path)).map(({ message }) => message.trim())).toEqual([path]);
    expect((await history.earlier(path)).map(({ message }) => message.trim())).toEqual([path]);
    expect(await history.textBefore(path)).toBe('tag: a\n');
  },
);

const VALUES = 'repository: registry.example/airflow\ntag: version-1\ndigest: sha256:0\n';

test('reports findings in the order of the files', async () => {
  await commit('a.yaml', VALUES);
  await commit('a.yaml.hold', 'reason: month end\n');
  await commit('b.yaml', VALUES.replace('digest: sha256:0\n', 'digest: ~\n'));
  await rm(join(folder, 'a.yaml.hold'));
  await commit('README.md', 'lifted\n');
  const findings = await guard({
    workspace: folder,
    files: ['a.yaml', 'b.yaml', 'c.yaml'],
    base: 'HEAD~1',
    baseFiles: [],
    tagKey: 'tag',
    repositoryKey: 'repository',
    digestKey: 'digest',
    pinDigest: false,
    credentials: undefined,
    repository: 'team/gitops',
    github: undefined,
    machine: PLAIN_MACHINE,
  });
  expect(findings.map(({ code, location: { file, line } }) => `${code} ${file}:${line}`)).toEqual([
    'repository-shared a.yaml:1',
    'hold-removed a.yaml:2',
    'digest-overrides-tag a.yaml:3',
    'repository-shared b.yaml:1',
    'values-file-missing c.yaml:1',
  ]);
});
