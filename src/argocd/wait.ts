import { setTimeout as sleep } from 'node:timers/promises';
import { AdapterError } from '../errors.ts';
import { RetryableError } from '../http/retry.ts';
import { type ApplicationState, findTroubledPods, lastWarning, readApplicationState } from './application.ts';
import type { ArgoCd } from './argocd.ts';
import { type Expected, evaluateRollout, type RolloutVerdict } from './evaluate.ts';

/** How often to look, by how long it has been waited already; milliseconds. */
const PACES = [
  { until: 20_000, every: 500 },
  { until: 120_000, every: 2_000 },
  { until: Number.POSITIVE_INFINITY, every: 5_000 },
];
/** What stands still for so long may have a reason in its pods. */
const STILL_MS = 15_000;
/** A comparison is asked for again while Argo CD has not seen the commit. */
const REFRESH_EVERY_MS = 15_000;
/** Argo CD's controller/appcontroller.go, behind the reason. */
const BETWEEN_TRIES = '. Retrying attempt #';

export interface Wait {
  readonly limitMs: number;
  /** What to expect when Argo CD is at these revisions; `undefined`: another deployment has taken the place. */
  readonly expect: (revisions: readonly string[]) => Promise<Expected | undefined>;
  /** Called when the state in words has changed. */
  readonly log: (state: string) => void;
}

export type Waited =
  | { readonly kind: 'rolled-out' }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'failed'; readonly message: string }
  /** `message`: the last state in words; `sight`: absent when Argo CD never answered. */
  | { readonly kind: 'out-of-time'; readonly message: string; readonly sight: ApplicationState | undefined };

/**
 * Asks Argo CD to compare, and looks until the deployment is rolled out, has failed for good, or the time is up.
 * @throws ArgoCdError when Argo CD refuses to answer
 */
export async function waitForRollout(argocd: Client, wait: Wait): Promise<Waited> {
  const start = Date.now();
  const watch = new Watch(argocd, wait.expect);
  let told = '';
  let [state, pods] = ['', ''];
  /** When the state began, or its pods were looked at last. */
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
    if (message !== told) wait.log(message);
    told = message;
    const waited = Date.now() - start;
    const pauseMs = Math.max(PACES.find(({ until }) => waited < until)?.every ?? 0, seen.waitMs);
    if (waited + pauseMs > wait.limitMs) return { kind: 'out-of-time', message, sight: watch.sight };
    await sleep(pauseMs);
  }
}

/** A pod that does not run, behind the state that it explains; `undefined` where Argo CD does not tell. */
async function describePods(argocd: Client): Promise<string | undefined> {
  const tree = await argocd.readTree().catch(() => undefined);
  const pods = tree && findTroubledPods(tree);
  const [first] = pods ?? [];
  if (first === undefined) return pods && '';
  const warning = await argocd.readEvents(first).then(lastWarning, () => undefined);
  return `; Pod ${first.name}: ${[first.reason, ...(warning === undefined ? [] : [warning])].join(': ')}`;
}

type Client = Pick<ArgoCd, 'look' | 'readTree' | 'readEvents'>;

type Seen = Waited | { readonly message: string; readonly waitMs: number };

/** The state of the wait between two looks. */
class Watch {
  sight: ApplicationState | undefined;
  readonly #argocd: Client;
  readonly #expect: Wait['expect'];
  #refreshedAt = Number.NEGATIVE_INFINITY;
  #hasSeenCommit = false;
  #fault: { readonly message: string; readonly since: number } | undefined;
  /** Why the last try of the running sync failed. */
  #failedTry: string | undefined;

  constructor(argocd: Client, expect: Wait['expect']) {
    this.#argocd = argocd;
    this.#expect = expect;
  }

  async look(): Promise<Seen> {
    const refresh = !this.#hasSeenCommit && Date.now() - this.#refreshedAt >= REFRESH_EVERY_MS;
    try {
      this.sight = this.#recall(readApplicationState(await this.#argocd.look({ refresh })));
      return this.#evaluate(this.sight, await this.#expect(this.sight.revisions));
    } catch (error) {
      if (error instanceof RetryableError) return { message: error.message, waitMs: error.waitMs ?? 0 };
      if (error instanceof AdapterError && !error.isRefusal) return { message: error.message, waitMs: 0 };
      throw error;
    } finally {
      if (refresh) this.#refreshedAt = Date.now();
    }
  }

  /** Argo CD tells between two tries of a sync why the last one failed; what it says during a try has the reason added. */
  #recall(sight: ApplicationState): ApplicationState {
    const { operation } = sight;
    if (operation?.phase !== 'Running' || operation.retryCount === 0) {
      this.#failedTry = undefined;
      return sight;
    }
    if (operation.message.includes(BETWEEN_TRIES)) [this.#failedTry = ''] = operation.message.split(BETWEEN_TRIES);
    else if (this.#failedTry !== undefined) {
      return { ...sight, operation: { ...operation, message: `${operation.message}, after ${this.#failedTry}` } };
    }
    return sight;
  }

  #evaluate(sight: ApplicationState, expected: Expected | undefined): Seen {
    if (expected === undefined) return { kind: 'superseded' };
    this.#hasSeenCommit = expected.contains(sight.revisions);
    const verdict = evaluateRollout(sight, expected);
    if (verdict.kind === 'rolled-out') return { kind: 'rolled-out' };
    return this.#lasts(verdict)
      ? { kind: 'failed', message: verdict.message }
      : { message: verdict.message, waitMs: 0 };
  }

  /** Whether a fault has stood for as long as its kind is forgiven. */
  #lasts(verdict: Exclude<RolloutVerdict, { kind: 'rolled-out' }>): boolean {
    if (verdict.kind === 'waiting') {
      this.#fault = undefined;
      return false;
    }
    if (this.#fault?.message !== verdict.message) this.#fault = { message: verdict.message, since: Date.now() };
    return Date.now() - this.#fault.since >= verdict.graceMs;
  }
}
