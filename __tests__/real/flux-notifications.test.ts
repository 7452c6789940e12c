/** The Provider of docs/how-to/follow-by-commit-status.md, in Flux's own notification controller. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { mergeDag } from '../../demo/pull-request.ts';
import { startControlPlane } from '../../sandbox/cluster/control-plane.ts';
import type { Kubectl } from '../../sandbox/cluster/kubectl.ts';
import { Processes } from '../../sandbox/cluster/processes.ts';
import { freePorts } from '../../sandbox/http/free-ports.ts';
import type { Service } from '../../sandbox/http/service.ts';
import { addDeployerApp } from '../../sandbox/stage/deployer-app.ts';
import { addRollbackTokens, DEPLOYER } from '../../sandbox/stage/rollback-tokens.ts';
import { GITOPS, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { waitFor } from '../../sandbox/wait-for.ts';
import { readExamples, readPage } from '../repository/markdown.ts';
import { serveAsEnterprise } from './parts/enterprise-github.ts';
import { describeWithSlow } from './parts/find-part.ts';

const NAMESPACE = 'flux-system';
const APP = 4712;
const INSTALLATION = 816;
const NAME = /^kustomization\/airflow\/[0-9a-f]{8}$/;

describeWithSlow(['cluster', 'flux-notifications'], 'Flux’s notification controller', (parts) => {
  const controller = parts['flux-notifications'] ?? '';
  let directory: string;
  let processes: Processes;
  let kubectl: Kubectl;
  let stage: Stage;
  let github: Service;
  let events: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'flux-airflow-flux-'));
    processes = new Processes(directory);
    stage = await startStage();
    addRollbackTokens(stage);
    github = await serveAsEnterprise(stage.github.url);
    const controlPlane = await startControlPlane(processes, directory, '127.0.0.1');
    kubectl = controlPlane.kubectl;
    await kubectl.run(['apply', '--server-side', '-f', join(dirname(controller), '../flux-notifications')]);
    await kubectl.until(['get', 'providers,alerts,receivers', '--all-namespaces']);
    await kubectl.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }]);
    await kubectl.apply(describeProvider());
    const [eventsPort = 0, receiver = 0, health = 0] = await freePorts(3);
    events = `http://127.0.0.1:${eventsPort}/`;
    const addresses = [
      `--events-addr=127.0.0.1:${eventsPort}`,
      `--receiverAddr=127.0.0.1:${receiver}`,
      `--health-addr=127.0.0.1:${health}`,
      '--metrics-addr=0',
    ];
    const environment = { KUBECONFIG: controlPlane.credentials.kubeconfig.admin, RUNTIME_NAMESPACE: NAMESPACE };
    const isReady = async () => (await fetch(`http://127.0.0.1:${health}/readyz`)).ok;
    await processes.start('notification-controller', [controller, ...addresses], isReady, { environment });
  });
  afterAll(async () => {
    await processes?.close();
    await github?.close();
    await stage?.close();
    await rm(directory, { recursive: true, force: true });
  });

  /** Returns the resources of the page, with the address of this GitHub, and the Secret of an App that it has. */
  function describeProvider(): object[] {
    const permissions = { statuses: 'write', metadata: 'read' } as const;
    const { privateKey } = addDeployerApp(stage.github, { id: INSTALLATION, permissions }, APP);
    const [text = ''] = readExamples(readPage('docs/how-to/follow-by-commit-status.md')).flatMap((example) =>
      example.text.includes('kind: Provider') ? [example.text] : [],
    );
    const address = text.replace('https://github.com/OWNER/REPOSITORY', `${github.url}/${GITOPS}`);
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'gitops-status', namespace: NAMESPACE },
      stringData: {
        githubAppID: String(APP),
        githubAppInstallationID: String(INSTALLATION),
        githubAppPrivateKey: privateKey,
        githubAppBaseURL: `${github.url}/api/v3`,
      },
    };
    return [secret, ...parseAllDocuments(address).map((document) => document.toJS() as object)];
  }

  /** Sends an event as Flux's kustomize-controller does. https://fluxcd.io/flux/components/notification/events/ */
  async function report(commit: string, severity: 'info' | 'error', reason: string, message: string): Promise<void> {
    const involvedObject = {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      name: 'airflow',
      namespace: NAMESPACE,
    };
    const body = {
      involvedObject,
      severity,
      reason,
      message,
      timestamp: new Date().toISOString(),
      reportingController: 'kustomize-controller',
      metadata: { 'kustomize.toolkit.fluxcd.io/revision': `main@sha1:${commit}` },
    };
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(events, { method: 'POST', headers, body: JSON.stringify(body) });
    expect([answer.status, await answer.text()]).toEqual([202, '']);
  }

  /** Returns the states of the commit, oldest first. */
  function statesOf(commit: string): [string, string | null][] {
    const own = stage.gitops.statuses.filter(({ sha, context }) => sha === commit && NAME.test(context));
    return own.map(({ state, description }) => [state, description]);
  }

  /** Deploys, and returns the commit in the GitOps repository while the run waits. */
  async function start(timeout = '5') {
    const before = await stage.gitops.head('main');
    const dag = `dag_${stage.source.pullRequests.length}`;
    const follow = { follow: 'commit-status', 'commit-status-context': 'kustomization/airflow/*' };
    const inputs = { 'gitops-token': DEPLOYER, 'rollout-timeout': timeout, ...follow };
    const ended = stage.run(await mergeDag(stage, dag), { inputs });
    await waitFor('the deployment’s commit', async () => (await stage.gitops.head('main')) !== before);
    return { commit: await stage.gitops.head('main'), ended };
  }

  test('it writes the status of the revision as its App, and the deployment is rolled out', async () => {
    const { commit, ended } = await start();
    await report(commit, 'info', 'Progressing', 'Deployment/airflow/airflow-scheduler configured');
    await report(commit, 'info', 'ReconciliationSucceeded', 'Reconciliation finished in 2.1s, next run in 10m0s');
    expect(await ended).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
    expect(statesOf(commit)).toEqual([['success', 'reconciliation succeeded']]);
    const [status] = stage.gitops.statuses.filter(({ sha, context }) => sha === commit && NAME.test(context));
    expect(status?.creator.login).toBe('flux-deployer[bot]');
  });

  test('a failure that Flux corrects in time ends as rolled out', async () => {
    const { commit, ended } = await start();
    await report(commit, 'error', 'HealthCheckFailed', 'health check failed after 1m0s: timeout waiting for: [...]');
    await waitFor('the failure', async () => statesOf(commit).length === 1);
    await report(commit, 'info', 'ReconciliationSucceeded', 'Reconciliation finished in 9.8s, next run in 10m0s');
    expect(await ended).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
    expect(statesOf(commit)).toEqual([
      ['failure', 'health check failed'],
      ['success', 'reconciliation succeeded'],
    ]);
  });

  test('a failure that lasts until the time limit fails the run with Flux’s words', async () => {
    const { commit, ended } = await start('1');
    await report(commit, 'error', 'HealthCheckFailed', 'health check failed after 1m0s: timeout waiting for: [...]');
    const result = await ended;
    expect(result).toHaveFailedWith('rollout-failed', { outputs: { rollout: 'failed' } });
    expect(result.annotations[0]?.message).toMatch(/kustomization\/airflow\/[0-9a-f]{8}: failure, health check failed/);
  });
});
