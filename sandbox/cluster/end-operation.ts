import { waitFor } from '../wait-for.ts';
import type { ArgoCd } from './argocd.ts';

const EVERY_MS = 100;

interface OperationState {
  readonly phase: string;
  readonly startedAt: string;
  readonly syncResult?: { readonly revision?: string };
}

interface Application {
  readonly status?: { readonly operationState?: OperationState };
}

/**
 * Terminates an application's sync, if one is running, and waits until it has ended. A sync of the commit `except` goes
 * on: Argo CD does not sync a commit again by itself after its sync was terminated. A request that Argo CD rejects or loses is
 * repeated: it loses one that it receives while an attempt of the sync fails.
 * https://argo-cd.readthedocs.io/en/stable/developer-guide/api-docs/
 */
export async function endOperation({ url, adminToken }: ArgoCd, application: string, except?: string): Promise<void> {
  const address = `${url}/api/v1/applications/${application}`;
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
  const read = async () => {
    const answer = await fetch(address, { headers });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as Application).status?.operationState;
  };
  const running = await read();
  if (except !== undefined && running?.syncResult?.revision === except) return;
  let seen = '';
  // Between two attempts, a sync also has the time at which the last one finished. Only its phase shows that it has ended.
  const hasEnded = async () => {
    const now = await read();
    if (now?.startedAt !== running?.startedAt) return true;
    if (now?.phase === 'Terminating') return false;
    if (now?.phase !== 'Running') return true;
    const answer = await fetch(`${address}/operation`, { method: 'DELETE', headers });
    seen = `${answer.status} ${await answer.text()}`;
    return false;
  };
  const look = () =>
    hasEnded().catch((error: unknown) => {
      seen = String(error);
      return false;
    });
  await waitFor(`the end of the sync of ${application}`, look, { everyMs: EVERY_MS, explain: () => seen });
}
