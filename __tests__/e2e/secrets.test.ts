import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { ENGINEER, GITOPS, LEAD, SOURCE, type Stage, startStage } from '../../sandbox/stage/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.close());

/** Concatenated, so that scanners do not report this file. */
const TOKEN = ['ghp', '_wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('');

test('a secret in a DAG fails the deployment at its line, before any upload, and is not shown', async () => {
  const { source } = stage;
  const files = {
    'airflow/dags/leak.py': `"""Leaks."""\n\nTOKEN = "${TOKEN}"\n`,
    'airflow/dags/.env.production': 'PASSWORD=hunter2\n',
  };
  const parent = await source.head('main');
  await source.commit({ branch: 'leak', message: 'leak', author: ENGINEER, files, parent });
  const pullRequest = await source.openPullRequest({ title: 'Leak', author: ENGINEER, head: 'leak' });
  await pullRequest.review({ author: LEAD, state: 'APPROVED' });
  const commit = await pullRequest.merge({ method: 'squash', by: ENGINEER });
  const before = stage.registry.service.calls.length;
  const refused = await stage.run(commit);
  expect(refused).toHaveFailedWith('secret-in-image');
  expect(refused.annotations).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ file: 'airflow/dags/leak.py', line: 3, title: 'secret-in-image' }),
      expect.objectContaining({ file: 'airflow/dags/.env.production', title: 'secret-in-image' }),
    ]),
  );
  const written = stage.registry.service.calls.slice(before).filter(({ method }) => !['GET', 'HEAD'].includes(method));
  expect(written).toEqual([]);
  for (const text of [refused.raw, refused.summary]) expect(text).not.toMatch(new RegExp(`${TOKEN}|hunter2`));

  const inputs = { 'allowed-secret-files': 'airflow/dags/leak.py\nairflow/dags/.env.production' };
  expect(await stage.run(commit, { inputs })).toHaveDeployed();
});

/** A program before the real one on the PATH that writes down how it is started. */
function spy(folder: string, name: string): void {
  const program = join(folder, name);
  const script = `#!/bin/sh\nprintf '%s\\n' "$*" >> '${folder}/argv'\nPATH="\${PATH#*:}" exec ${name} "$@"\n`;
  writeFileSync(program, script);
  chmodSync(program, 0o755);
}

test('no secret of the run is in the image, its history, its config, its attestations, the log or any argument', async () => {
  const canary = 'canary-8e7d6c5b4a39281706f5e4d3c2b1a0ff';
  const folder = join(stage.directory, 'spies');
  mkdirSync(folder);
  for (const name of ['git', 'docker']) spy(folder, name);
  const environment = {
    ...stage.environment,
    PATH: `${folder}${delimiter}${process.env.PATH}`,
    AWS_SESSION_NAME: canary,
    DATABASE_PASSWORD: canary,
    RUNNER_DEBUG: '1',
  };
  const result = await stage.run(await mergeDag(stage, 'orders'), { environment });
  expect(result).toHaveDeployed();
  const secrets = [...stage.secrets(), canary];
  const stored = readdirSync(join(stage.directory, 'ecr'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
  const unpacked = stored.map((bytes) => (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes));
  const argv = readFileSync(join(folder, 'argv'), 'utf8');
  expect(stored.length).toBeGreaterThan(5);
  expect(argv).toContain('log -1');
  const manifests = await Promise.all(
    ['tag', 'digest'].map(async (name) => {
      const url = `${stage.registry.url}/v2/flux-airflow/manifests/${result.outputs[name]}`;
      const authorization = `Basic ${Buffer.from(`AWS:${stage.pullPassword()}`).toString('base64')}`;
      return (await fetch(url, { headers: { authorization } })).text();
    }),
  );
  const seen = [...unpacked.map(String), ...manifests, argv, result.log.join('\n'), result.summary];
  for (const secret of secrets) expect(seen.filter((text) => text.includes(secret))).toEqual([]);
  expect(manifests[0]).toContain('layers');
});

/** Returns the arguments of all processes during a run. */
async function argumentsDuring<T>(work: Promise<T>): Promise<{ readonly result: T; readonly seen: string }> {
  const seen = new Set<string>();
  const end = new AbortController();
  const ended = work.finally(() => end.abort());
  while (!end.signal.aborted) {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        seen.add(readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '));
      } catch {
        // The process has ended.
      }
    }
    await sleep(20);
  }
  return { result: await ended, seen: [...seen].join('\n') };
}

/** Forms of the job's token, and of the GitOps token. */
const FORMS = [
  ['ghs_', 'github_pat_'],
  ['ghp_', 'gho_'],
  ['ghu_', 'ghs_'],
] as const;

test.each(FORMS)(
  'tokens of the forms %s… and %s…, of Argo CD and of the registry are never visible, also on failure',
  async (ownForm, gitopsForm) => {
    const [own, gitops] = [`${ownForm}canaryown${'7'.repeat(36)}`, `${gitopsForm}canarygitops${'7'.repeat(36)}`];
    const everything = { checks: 'write', contents: 'write', deployments: 'write', pull_requests: 'write' } as const;
    stage.github.addToken({
      token: own,
      login: 'github-actions[bot]',
      app: true,
      permissions: { [SOURCE]: everything },
    });
    stage.github.addToken({
      token: gitops,
      login: 'flux-deployer[bot]',
      app: true,
      permissions: { [GITOPS]: everything },
    });
    const inputs = {
      environment: 'production',
      'gitops-token': gitops,
      'registry-username': 'AWS',
      'registry-password': stage.pullPassword(),
      'argocd-server': stage.argocd.url,
      'argocd-app': 'flux-airflow',
      'argocd-token': stage.argocdToken,
    };
    const secrets = [own, gitops, inputs['registry-password'], stage.argocdToken, 'canary-of-invalid'];
    const run = async (more: Record<string, string>) => {
      const commit = await mergeDag(stage, `dag_${Math.random().toString(36).slice(2)}`);
      const environment = { ...stage.environment, RUNNER_DEBUG: '1' };
      return argumentsDuring(stage.run(commit, { token: own, environment, inputs: { ...inputs, ...more } }));
    };
    const runs = [
      await run({}),
      await run({ 'argocd-token': 'canary-of-invalid' }),
      await run({ 'registry-password': 'canary-of-invalid' }),
      await run({ 'gitops-token': 'canary-of-invalid' }),
    ];
    const [deployed, ...failed] = runs.map(({ result }) => result);
    expect(deployed).toHaveDeployed();
    expect(failed).toHaveLength(3);
    for (const result of failed) expect(result).toHaveExitedWith(1, { outputs: { outcome: 'failed' } });
    const { pullRequests, deployments } = stage.source;
    const kept = {
      logs: runs.map(({ result }) => result.log),
      summaries: runs.map(({ result }) => result.summary),
      outputs: runs.map(({ result }) => result.outputs),
      annotations: runs.map(({ result }) => result.annotations),
      comments: pullRequests.flatMap(({ comments }) => comments.map(({ body }) => body)),
      deployments: deployments.map(({ description, statuses }) => [
        description,
        statuses.map((each) => each.description),
      ]),
      commits: (await stage.gitops.log('main')).map(({ message }) => message),
      processes: runs.map(({ seen }) => seen),
    };
    expect(kept.comments.length).toBeGreaterThan(1);
    expect(kept.processes.join('\n')).toContain('dist/deploy/index.js');
    for (const [where, what] of Object.entries(kept)) {
      for (const secret of secrets) expect([where, JSON.stringify(what).includes(secret)]).toEqual([where, false]);
    }
  },
);
