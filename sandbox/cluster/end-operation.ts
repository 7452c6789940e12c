import { setTimeout as sleep } from 'node:timers/promises';
import type { ArgoCd } from './argocd.ts';

const LIMIT_MS = 60_000;

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
  for (const end = Date.now() + LIMIT_MS; Date.now() < end; await sleep(100)) {
    const now = await read();
    if (now?.startedAt !== running?.startedAt || now?.finishedAt !== undefined) return;
  }
  throw new Error(`The sync of ${application} did not end`);
}
