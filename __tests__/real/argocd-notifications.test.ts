/** The configuration of docs/how-to/follow-by-commit-status.md, in Argo CD's own notifications. */
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { mergeDag } from '../../demo/pull-request.ts';
import { APPLICATION, type ClusterStage, startClusterStage } from '../../sandbox/cluster/stage.ts';
import { json } from '../../sandbox/http/message.ts';
import { Service } from '../../sandbox/http/service.ts';
import { addDeployerApp } from '../../sandbox/stage/deployer-app.ts';
import { addRollbackTokens, DEPLOYER } from '../../sandbox/stage/rollback-tokens.ts';
import { readExamples, readPage } from '../repository/markdown.ts';
import { serveAsEnterprise } from './parts/enterprise-github.ts';
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

const PAGE_FILE = 'docs/how-to/follow-by-commit-status.md';

/** Returns the example of the page with this text. */
function readExample(part: string) {
  const found = readExamples(readPage(PAGE_FILE)).find(({ text }) => text.includes(part));
  return parse(found?.text ?? '');
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
    const settings = readExample('kind: ConfigMap');
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
    const subscribed = readExample('subscribe.').metadata.annotations;
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
  ])('%j: %j writes %s on the synced commit', async (state, expected, status, description) => {
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
  });
});

const APP = 4713;
const INSTALLATION = 817;

describeWith(['cluster', 'redis', 'helm', 'distribution'], 'the controller of Argo CD Notifications', () => {
  let here: ClusterStage;
  let enterprise: Service;

  beforeAll(async () => {
    here = await startClusterStage({ syncWaveDelaySeconds: 0 });
    const { stage, cluster } = here;
    addRollbackTokens(stage);
    enterprise = await serveAsEnterprise(stage.github.url);
    const permissions = { statuses: 'write', metadata: 'read' } as const;
    const { privateKey } = addDeployerApp(stage.github, { id: INSTALLATION, permissions }, APP);
    const settings = readExample('kind: ConfigMap');
    settings.data['service.github'] = settings.data['service.github']
      .replace(/appID: .*/, `appID: ${APP}`)
      .replace(/installationID: .*/, `installationID: ${INSTALLATION}`)
      .concat(`enterpriseBaseURL: ${enterprise.url}/api/v3\n`);
    const metadata = { name: 'argocd-notifications-secret', namespace: 'argocd' };
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { 'github-privateKey': privateKey } };
    await cluster.kubectl.apply([settings, secret]);
    await cluster.argocd.start('notifications');
    const annotations = Object.entries(readExample('subscribe.').metadata.annotations);
    const subscriptions = annotations.map(([name, value]) => `${name}=${value}`);
    await cluster.kubectl.run(['annotate', 'application', APPLICATION, '--namespace', 'argocd', ...subscriptions]);
  });
  afterAll(async () => {
    await enterprise?.close();
    await here?.close();
  });

  test('it writes the statuses of the synced commit as its App, and the deployment is rolled out', async () => {
    const { stage, environment } = here;
    const context = `continuous-delivery/${APPLICATION}`;
    const follow = { follow: 'commit-status', 'commit-status-context': context, 'rollout-timeout': '3' };
    const inputs = { 'registry-mirror': stage.mirror.host, 'gitops-token': DEPLOYER, ...follow };
    const deploy = async () => stage.run(await mergeDag(stage, 'orders'), { environment, limitMs: 300_000, inputs });
    const ended = deploy();
    // Nothing asks Argo CD to compare, as its webhook would.
    const { argocd } = here.cluster;
    const refresh = async () => {
      const address = `${argocd.url}/api/v1/applications/${APPLICATION}?refresh=normal`;
      await fetch(address, { headers: { authorization: `Bearer ${argocd.token}` } });
    };
    const looking = setInterval(() => void refresh().catch(() => undefined), 3_000);
    const result = await ended.finally(() => clearInterval(looking));
    expect(result).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
    const commit = await stage.gitops.head('main');
    const written = stage.gitops.statuses.filter((each) => each.sha === commit && each.context === context);
    expect(written.map(({ state }) => state).at(-1)).toBe('success');
    expect(new Set(written.map(({ creator }) => creator.login))).toEqual(new Set(['flux-deployer[bot]']));
  }, 360_000);
});
