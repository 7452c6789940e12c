import type { Stage } from '../sandbox/stage/stage.ts';
import { waitFor } from '../sandbox/wait-for.ts';
import { fact } from './say.ts';

const LIMIT_MS = 60_000;

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
  const headers = { authorization: `Bearer ${argocdToken}` };
  let query = '?refresh=normal';
  let lastState = '';
  const readImages = async () => {
    const response = await fetch(`${argocd.url}/api/v1/applications/flux-airflow${query}`, { headers });
    query = '';
    const { status } = (await response.json()) as Application;
    const state = describeState(status);
    if (state !== lastState) fact(state);
    lastState = state;
    return isRolledOut(status, revision) ? { images: status.summary.images ?? [] } : undefined;
  };
  const explain = () => `The last state was: ${lastState}`;
  return waitFor(`the rollout of ${revision} by Argo CD`, readImages, { limitMs: LIMIT_MS, everyMs: 50, explain });
}

function describeState({ sync, health, operationState }: Application['status']): string {
  const operation = `operation ${operationState?.phase ?? 'none'}`;
  return `${sync.status} at ${sync.revision.slice(0, 7)} · ${health.status} · ${operation}`;
}

function isRolledOut({ sync, health, operationState }: Application['status'], revision: string): boolean {
  const isSynced = sync.status === 'Synced' && sync.revision === revision;
  return isSynced && health.status === 'Healthy' && operationState?.phase === 'Succeeded';
}
