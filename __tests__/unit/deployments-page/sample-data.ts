import type { DeploymentEvent, PageData, PageFile } from '../../../src/deployments-page/data.ts';

export const COMMIT = 'a'.repeat(40);
const SOURCE = 'flux-data/flux-airflow';

/** A healthy deployment of the first values file. */
export function sampleEvent(more: Partial<DeploymentEvent> = {}): DeploymentEvent {
  return {
    kind: 'deploy',
    at: '2026-03-01T10:00:00Z',
    file: 0,
    tag: `version-${COMMIT}`,
    source: SOURCE,
    sourceCommit: COMMIT,
    pullRequests: [{ url: `https://github.com/${SOURCE}/pull/7`, title: 'Load orders hourly' }],
    approvers: ['@ada'],
    run: `https://github.com/${SOURCE}/actions/runs/7`,
    ending: 'healthy',
    healthySeconds: 90,
    ...more,
  };
}

/** A values file that the first event deployed. */
export function sampleFile(more: Partial<PageFile> = {}): PageFile {
  return { path: 'values/flux-values.yaml', name: 'Flux', tag: `version-${COMMIT}`, current: 0, ...more };
}

/** Data that was read two hours after the deployment. */
export function sampleData(more: Partial<PageData> = {}): PageData {
  return {
    repositoryUrl: 'https://github.com/flux-data/gitops',
    repository: 'flux-data/gitops',
    branch: 'main',
    head: 'c'.repeat(40),
    serverUrl: 'https://github.com',
    readAt: '2026-03-01T12:00:00Z',
    files: [sampleFile()],
    events: [sampleEvent()],
    warnings: [],
    ...more,
  };
}
