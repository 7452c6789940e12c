import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from '../sandbox/stage/stage.ts';
import { fact } from './say.ts';

const LIMIT_MS = 10_000;

interface Application {
  readonly status: {
    readonly sync: { readonly status: string; readonly revision: string };
    readonly health: { readonly status: string };
    readonly operationState?: { readonly phase: string };
    readonly summary: { readonly images?: readonly string[] };
  };
}

/** Refreshes the application, and waits until Argo CD has rolled out the revision. */
export async function waitForArgoCd(
  { argocd, argocdToken }: Stage,
  revision: string,
): Promise<{ images: readonly string[] }> {
  const end = Date.now() + LIMIT_MS;
  let lastState = '';
  for (let query = '?refresh=normal'; Date.now() < end; query = '') {
    const response = await fetch(`${argocd.url}/api/v1/applications/flux-airflow${query}`, {
      headers: { authorization: `Bearer ${argocdToken}` },
    });
    const { status } = (await response.json()) as Application;
    const { sync, health, operationState, summary } = status;
    const state = `${sync.status} at ${sync.revision.slice(0, 7)} · ${health.status} · operation ${operationState?.phase ?? 'none'}`;
    if (state !== lastState) fact(state);
    lastState = state;
    const done =
      sync.status === 'Synced' &&
      sync.revision === revision &&
      health.status === 'Healthy' &&
      operationState?.phase === 'Succeeded';
    if (done) return { images: summary.images ?? [] };
    await sleep(50);
  }
  throw new Error(`Argo CD did not roll out ${revision} within ${LIMIT_MS / 1000} s. Last state: ${lastState}`);
}
