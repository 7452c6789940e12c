import { setTimeout as sleep } from 'node:timers/promises';
import { AdapterError } from '../errors.ts';
import { RetryableError } from '../http/retry.ts';
import { type ApplicationState, findTroubledPods, lastWarning, readApplicationState } from './application.ts';
import type { ArgoCd } from './argocd.ts';
import { type Expected, evaluateRollout, type RolloutVerdict } from './evaluate.ts';

/** The polling interval by the time already waited; milliseconds. */
const PACES = [
  { until: 20_000, every: 500 },
  { until: 120_000, every: 2_000 },
  { until: Number.POSITIVE_INFINITY, every: 5_000 },
];
/** If the state does not change for this long, the reason may be in the pods. */
const STILL_MS = 15_000;
/** The interval of refresh requests until Argo CD has seen the commit. */
const REFRESH_EVERY_MS = 15_000;
/** Follows the reason in messages of Argo CD's controller/appcontroller.go. */
const BETWEEN_TRIES = '. Retrying attempt #';

export interface Wait {
  readonly limitMs: number;
  /** Returns the conditions to expect at these revisions; `undefined`: another deployment superseded this one. */
  readonly expect: (revisions: readonly string[]) => Promise<Expected | undefined>;
  /** Logs each change of the state. */
  readonly log: (state: string) => void;
}

export type Waited =
  | { readonly kind: 'rolled-out' }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'failed'; readonly message: string }
  /** `message`: the last state; `sight`: `undefined` if Argo CD never answered. */
  | { readonly kind: 'out-of-time'; readonly message: string; readonly sight: ApplicationState | undefined };

/**
 * Requests a refresh, then polls until the deployment is rolled out, has failed, or the time is up.
 * @throws ArgoCdError if Argo CD rejects a request
 */
export async function waitForRollout(argocd: Client, wait: Wait): Promise<Waited> {
  const start = Date.now();
  const watch = new Watch(argocd, wait.expect);
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
    if (waited + pauseMs > wait.limitMs) return { kind: 'out-of-time', message, sight: watch.sight };
    await sleep(pauseMs);
  }
}

/** Describes a failing pod, to append to the state; returns `undefined` if Argo CD does not return the pods. */
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

/** The state of the wait between two polls. */
class Watch {
  sight: ApplicationState | undefined;
  readonly #argocd: Client;
  readonly #expect: Wait['expect'];
  #refreshedAt = Number.NEGATIVE_INFINITY;
  #hasSeenCommit = false;
  #fault: { readonly message: string; readonly since: number } | undefined;
  /** Why the last attempt of the running sync failed. */
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

  /** Adds the reason of the last failure to the state during a retry; Argo CD shows it only between two attempts. */
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

  /** Returns whether a fault has lasted longer than its grace period. */
  #lasts(verdict: Exclude<RolloutVerdict, { kind: 'rolled-out' }>): boolean {
    if (verdict.kind === 'waiting') {
      this.#fault = undefined;
      return false;
    }
    if (this.#fault?.message !== verdict.message) this.#fault = { message: verdict.message, since: Date.now() };
    return Date.now() - this.#fault.since >= verdict.graceMs;
  }
}
