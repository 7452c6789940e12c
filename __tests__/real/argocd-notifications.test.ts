/** The configuration of docs/how-to/follow-by-commit-status.md, in Argo CD's own notifications. */
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { json } from '../../sandbox/http/message.ts';
import { Service } from '../../sandbox/http/service.ts';
import { readExamples, readPage } from '../repository/markdown.ts';
import { describeWith } from './parts/find-part.ts';

const COMMIT = 'a'.repeat(40);
const REPOSITORY = 'flux-data/kubernetes-deployments';
const PAGE = 'https://argocd.example.com/applications/flux-airflow?operation=true';

interface State {
  readonly phase: string;
  readonly health: string;
}

/** Returns an Application whose sync of the commit is in this state. */
function applicationIn({ phase, health }: State): object {
  const operation = { sync: { revision: COMMIT } };
  const done = phase === 'Running' ? {} : { syncResult: { revision: COMMIT, source: { repoURL: '' } } };
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'flux-airflow', namespace: 'argocd' },
    spec: { source: { repoURL: `https://github.com/${REPOSITORY}.git` } },
    status: {
      sync: { status: 'Synced', revision: COMMIT },
      health: { status: health },
      operationState: { phase, message: 'why', startedAt: '2026-11-29T10:00:00Z', operation, ...done },
    },
  };
}

describeWith(['cluster'], 'Argo CD Notifications', ({ cluster = '' }) => {
  const written: { readonly path: string; readonly status: object }[] = [];
  let directory: string;
  let github: Service;
  let triggers: string[];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'flux-airflow-notifications-'));
    github = await Service.start({
      name: 'github',
      routes: [
        {
          method: 'POST',
          path: '/api/v3/app/installations/:id/access_tokens',
          handle: () => json(201, { token: 'ghs_x', expires_at: '2099-01-01T00:00:00Z' }),
        },
        {
          method: 'POST',
          path: '/api/v3/repos/:owner/:repo/statuses/:sha',
          handle: async (request) => {
            written.push({ path: request.url.pathname, status: JSON.parse(String(await request.body())) });
            return json(201, {});
          },
        },
      ],
    });
    const page = readExamples(readPage('docs/how-to/follow-by-commit-status.md'));
    const settings = parse(page.find(({ text }) => text.includes('kind: ConfigMap'))?.text ?? '');
    settings.data['service.github'] += `enterpriseBaseURL: ${github.url}/api/v3\n`;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = privateKey.export({ type: 'pkcs1', format: 'pem' });
    const name = { name: 'argocd-notifications-secret', namespace: 'argocd' };
    await write('settings.yaml', settings);
    await write('secret.yaml', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: name,
      stringData: { 'github-privateKey': key },
    });
    await write('kubeconfig.yaml', {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'none', cluster: { server: 'http://127.0.0.1:9' } }],
      contexts: [{ name: 'none', context: { cluster: 'none', user: 'none' } }],
      users: [{ name: 'none', user: {} }],
      'current-context': 'none',
    });
    const subscribed = parse(page.find(({ text }) => text.includes('subscribe.'))?.text ?? '').metadata.annotations;
    triggers = Object.keys(subscribed).map((annotation) => /subscribe\.([\w-]+)\.github$/.exec(annotation)?.[1] ?? '');
  });
  afterAll(async () => {
    await github?.close();
    await rm(directory, { recursive: true, force: true });
  });

  function write(name: string, content: unknown): Promise<void> {
    return writeFile(join(directory, name), stringify(content));
  }

  async function notifications(...args: string[]): Promise<string> {
    const files = ['--config-map', 'settings.yaml', '--secret', 'secret.yaml', '--namespace', 'argocd'];
    const { stdout } = await promisify(execFile)(
      join(dirname(cluster), 'argocd'),
      ['admin', 'notifications', ...args, ...files],
      { cwd: directory, env: { HOME: directory, KUBECONFIG: join(directory, 'kubeconfig.yaml') } },
    );
    return stdout;
  }

  test.each<[State, string[], string | undefined, string]>([
    [{ phase: 'Running', health: 'Healthy' }, ['on-sync-running'], 'pending', 'Sync: Running'],
    [{ phase: 'Succeeded', health: 'Progressing' }, [], undefined, ''],
    [{ phase: 'Succeeded', health: 'Healthy' }, ['on-deployed'], 'success', 'Synced and Healthy'],
    [{ phase: 'Succeeded', health: 'Degraded' }, ['on-health-degraded'], 'failure', 'Degraded, why'],
    [{ phase: 'Failed', health: 'Missing' }, ['on-sync-failed'], 'failure', 'Missing, why'],
  ])(
    '%j: %j writes %s on the synced commit',
    async (state, expected, status, description) => {
      await write('application.yaml', applicationIn(state));
      const fired: string[] = [];
      for (const trigger of triggers) {
        const result = await notifications('trigger', 'run', trigger, './application.yaml');
        if (/\btrue\s*$/.test(result)) fired.push(trigger);
      }
      expect(fired).toEqual(expected);
      const settings = parse(await notifications('trigger', 'get', '--output', 'yaml'));
      if (status === undefined) return;
      const [condition] = settings[String(fired[0])];
      written.length = 0;
      await notifications('template', 'notify', condition.send[0], './application.yaml', '--recipient', 'github:');
      const context = 'continuous-delivery/flux-airflow';
      expect(written).toEqual([
        {
          path: `/api/v3/repos/${REPOSITORY}/statuses/${COMMIT}`,
          status: { state: status, description, context, target_url: PAGE },
        },
      ]);
    },
    60_000,
  );
});
