import { waitFor } from '../wait-for.ts';
import type { ArgoCd } from './argocd.ts';

const EVERY_MS = 100;

interface OperationState {
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly syncResult?: { readonly revision?: string };
}

interface Application {
  readonly status?: { readonly operationState?: OperationState };
}

/**
 * Terminates an application's sync, if one is running, and waits until it has ended. A sync of the commit `except` goes
 * on: Argo CD does not sync a commit again by itself after its sync was terminated.
 * https://argo-cd.readthedocs.io/en/stable/developer-guide/api-docs/
 */
export async function endOperation({ url, adminToken }: ArgoCd, application: string, except?: string): Promise<void> {
  const address = `${url}/api/v1/applications/${application}`;
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
  const read = async () => {
    const { status } = (await (await fetch(address, { headers })).json()) as Application;
    return status?.operationState;
  };
  const running = await read();
  if (except !== undefined && running?.syncResult?.revision === except) return;
  await fetch(`${address}/operation`, { method: 'DELETE', headers });
  const hasEnded = async () => {
    const now = await read();
    return now?.startedAt !== running?.startedAt || now?.finishedAt !== undefined;
  };
  await waitFor(`the end of the sync of ${application}`, hasEnded, { everyMs: EVERY_MS });
}
