import { setTimeout as sleep } from 'node:timers/promises';
import { describePods, hasFailedPod } from './pods.ts';
import { type Client, type Waited, Watch, type Watched } from './watch.ts';

/** The polling interval by the time already waited; milliseconds. */
const PACES = [
  { until: 20_000, every: 500 },
  { until: 120_000, every: 2_000 },
  { until: Number.POSITIVE_INFINITY, every: 5_000 },
];
/** If the state does not change for this long, the reason may be in the pods. */
const STILL_MS = 15_000;

export interface Wait extends Watched {
  readonly limitMs: number;
  /** Logs each change of the state. */
  readonly log: (state: string) => void;
}

/**
 * Requests a refresh, then polls until the deployment is rolled out, has failed, or the time is up.
 * @throws ArgoCdError if Argo CD rejects a request
 */
export async function waitForRollout(argocd: Client, wait: Wait): Promise<Waited> {
  const start = Date.now();
  const watch = new Watch(argocd, wait);
  let logged = '';
  let [state, pods] = ['', ''];
  /** When the state began, or when its pods were last read. */
  let stillSince = start;
  for (;;) {
    const seen = await watch.look();
    if ('kind' in seen && seen.kind !== 'failed') return seen;
    if (seen.message !== state) [state, pods, stillSince] = [seen.message, '', Date.now()];
    const isOver = 'kind' in seen;
    if (isOver || Date.now() - stillSince >= STILL_MS) {
      pods = (await describePods(argocd)) ?? pods;
      stillSince = Date.now();
    }
    const message = `${state}${pods}`;
    if (isOver) return { ...seen, message };
    if (message !== logged) wait.log(message);
    logged = message;
    const waited = Date.now() - start;
    const pauseMs = Math.max(PACES.find(({ until }) => waited < until)?.every ?? 0, seen.waitMs);
    if (waited + pauseMs > wait.limitMs) {
      const isOfDeployment = (await watch.hasFailingSync()) || (await hasFailedPod(argocd, watch.references));
      const last = pods === '' ? ((await describePods(argocd)) ?? '') : pods;
      return { kind: 'out-of-time', message: `${state}${last}`, state: watch.state, isOfDeployment };
    }
    await sleep(pauseMs);
  }
}
