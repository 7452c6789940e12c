import { AdapterError } from '../errors.ts';
import { RetryableError } from '../http/retry.ts';
import { splitReference } from '../image-reference.ts';
import type { ArgoCd } from './argocd.ts';
import {
  type Expected,
  evaluateRollout,
  IMAGE_NOT_USED,
  isSettled,
  type RolloutVerdict,
  SYNC_FAILED,
} from './evaluate.ts';
import { dryRevisions } from './hydration.ts';
import { carries, describeHealth, findOldFaults, type ResourceHealth } from './resource-health.ts';
import { type ApplicationState, readApplicationState } from './state.ts';

/** The interval of refresh requests until Argo CD has seen the commit. */
const REFRESH_EVERY_MS = 15_000;
/** Follows the reason in messages of Argo CD's controller/appcontroller.go. */
const BETWEEN_TRIES = '. Retrying attempt #';

export interface Watched {
  /** The resources before the commit; `undefined` if they are unknown, so that each counts. */
  readonly before: readonly ResourceHealth[] | undefined;
  /** Whether an earlier run made the commit, so that `before` shows what it brought. */
  readonly isRerun?: boolean;
  /** Returns the conditions to expect in this state; `undefined`: another deployment superseded this one. */
  readonly expect: (state: ApplicationState) => Promise<Expected | undefined>;
}

export type Waited =
  /** `unhealthy`: descriptions of the resources that do not count, because they were unhealthy before. */
  | { readonly kind: 'rolled-out'; readonly unhealthy: readonly string[] }
  | { readonly kind: 'superseded' }
  /**
   * `isImageUnused`: everything is healthy, but without the new image. `isOfDeployment`: its sync failed, or what runs the
   * image and was not unhealthy before.
   */
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly isImageUnused: boolean;
      readonly isOfDeployment: boolean;
    }
  /** `message`: the last state; `state`: `undefined` if Argo CD never answered; `isOfDeployment`: a pod of the image failed. */
  | {
      readonly kind: 'out-of-time';
      readonly message: string;
      readonly state: ApplicationState | undefined;
      readonly isOfDeployment: boolean;
    };

export type Client = Pick<ArgoCd, 'look' | 'readTree' | 'readEvents'>;

/** What one poll shows: the end of the wait, or the reason to wait longer. */
type Seen = Waited | { readonly message: string; readonly waitMs: number };

/** The state of the wait between two polls. */
export class Watch {
  state: ApplicationState | undefined;
  /** All references that may name the new image. */
  references: readonly string[] = [];
  readonly #argocd: Client;
  readonly #wait: Watched;
  #refreshedAt = Number.NEGATIVE_INFINITY;
  #hasSeenCommit = false;
  /** The present faults by their names: when each began, and its last message. */
  #faults: ReadonlyMap<string, { readonly begun: number; readonly message: string }> = new Map();
  #expected: Expected | undefined;
  /** Why the last attempt of the running sync failed. */
  #failedTry: string | undefined;

  constructor(argocd: Client, wait: Watched) {
    this.#argocd = argocd;
    this.#wait = wait;
  }

  async look(): Promise<Seen> {
    const refresh = !this.#hasSeenCommit && Date.now() - this.#refreshedAt >= REFRESH_EVERY_MS;
    try {
      const state = this.#recall(readApplicationState(await this.#argocd.look({ refresh })));
      this.state = state;
      return await this.#evaluate(state, await this.#wait.expect(state));
    } catch (error) {
      if (error instanceof RetryableError) return { message: error.message, waitMs: error.waitMs ?? 0 };
      if (error instanceof AdapterError && !error.isRefusal) return { message: error.message, waitMs: 0 };
      throw error;
    } finally {
      if (refresh) this.#refreshedAt = Date.now();
    }
  }

  /** Adds the reason of the last failure to the state during a retry; Argo CD shows it only between two attempts. */
  #recall(state: ApplicationState): ApplicationState {
    const { operation } = state;
    if (operation?.phase !== 'Running' || operation.retryCount === 0) {
      this.#failedTry = undefined;
      return state;
    }
    if (operation.message.includes(BETWEEN_TRIES)) [this.#failedTry = ''] = operation.message.split(BETWEEN_TRIES);
    else if (this.#failedTry !== undefined) {
      return { ...state, operation: { ...operation, message: `${operation.message}, after ${this.#failedTry}` } };
    }
    return state;
  }

  async #evaluate(state: ApplicationState, expected: Expected | undefined): Promise<Seen> {
    if (expected === undefined) return { kind: 'superseded' };
    this.references = expected.references;
    this.#expected = expected;
    const { hydration, revisions } = state;
    this.#hasSeenCommit = expected.contains(hydration === undefined ? revisions : dryRevisions(hydration));
    const old = await this.#findIgnored(state, expected);
    const verdict = evaluateRollout(state, expected, new Set(old.map(({ key }) => key)));
    if (verdict.kind === 'rolled-out') return { kind: 'rolled-out', unhealthy: old.map(describeHealth) };
    const { message } = verdict;
    const lasting = this.#findLasting(verdict);
    if (lasting.length === 0) {
      const before = verdict.kind === 'waiting' ? this.#faults.get(verdict.continues ?? '')?.message : undefined;
      return { message: before === undefined ? message : `${message}, after this failure: ${before}`, waitMs: 0 };
    }
    const isOfDeployment = await this.#isOfDeployment(state, lasting, expected);
    return { kind: 'failed', message, isImageUnused: lasting.includes(IMAGE_NOT_USED), isOfDeployment };
  }

  /** Returns whether the failure is of what the deployment brought. A sync may fail only for the health of other resources. */
  async #isOfDeployment(state: ApplicationState, lasting: readonly string[], expected: Expected): Promise<boolean> {
    return lasting.includes(SYNC_FAILED)
      ? this.#isSyncOfDeployment(state, expected)
      : this.#runsImage(state, lasting, expected);
  }

  /** Returns whether the sync of the deployment, which has not ended, fails for what the deployment brought. */
  async hasFailingSync(): Promise<boolean> {
    const { operation } = this.state ?? {};
    if (this.state === undefined || this.#expected === undefined || operation === undefined) return false;
    if (!this.#expected.contains(operation.revisions) || operation.failed.length === 0) return false;
    return this.#isSyncOfDeployment(this.state, this.#expected);
  }

  async #isSyncOfDeployment(state: ApplicationState, expected: Expected): Promise<boolean> {
    const failed = state.operation?.failed ?? [];
    if (failed.length === 0 || failed.some(({ isOnlyDegraded }) => !isOnlyDegraded)) return true;
    return this.#runsImage(
      state,
      failed.map(({ key }) => key),
      expected,
    );
  }

  /** Returns whether one of these resources runs the image, and was not as unhealthy before the commit. */
  async #runsImage({ resources }: ApplicationState, keys: readonly string[], expected: Expected): Promise<boolean> {
    const { before, isRerun = false } = this.#wait;
    const bad = resources.filter(({ key }) => keys.includes(key));
    const old = before === undefined || isRerun ? [] : findOldFaults(bad, before);
    const fresh = bad.filter((resource) => !old.includes(resource));
    const isOurs = fresh.length === 0 ? undefined : await this.#readCarriers(expected);
    return isOurs !== undefined && fresh.some(isOurs);
  }

  /** Returns whether a resource runs the image; `undefined` if Argo CD does not return the tree. */
  async #readCarriers({ references }: Expected): Promise<((resource: ResourceHealth) => boolean) | undefined> {
    const tree = await this.#argocd.readTree().catch(() => undefined);
    const repositories = new Set(references.map(repositoryOf));
    return tree && carries(tree, (image) => repositories.has(repositoryOf(image)));
  }

  /** Returns the resources that were as unhealthy before the commit, and do not run the image. */
  async #findIgnored(state: ApplicationState, expected: Expected): Promise<readonly ResourceHealth[]> {
    const { before } = this.#wait;
    if (before === undefined || state.health === 'Healthy' || !isSettled(state)) return [];
    const old = findOldFaults(state.resources, before);
    if (old.length === 0) return [];
    const isOurs = await this.#readCarriers(expected);
    return isOurs === undefined ? [] : old.filter((resource) => !isOurs(resource));
  }

  /** Returns the faults that have lasted longer than their grace period. */
  #findLasting(verdict: Exclude<RolloutVerdict, { kind: 'rolled-out' }>): readonly string[] {
    const faults = verdict.kind === 'faulty' ? verdict.faults : [];
    const kept = verdict.kind === 'faulty' ? faults.map(({ name }) => name) : [verdict.continues ?? ''];
    const now = Date.now();
    const present = faults.map(({ name }) => {
      return [name, { begun: this.#faults.get(name)?.begun ?? now, message: verdict.message }] as const;
    });
    this.#faults = new Map([...this.#faults, ...present].filter(([name]) => kept.includes(name)));
    return faults
      .filter(({ name, graceMs }) => now - (this.#faults.get(name)?.begun ?? now) >= graceMs)
      .map(({ name }) => name);
  }
}

/** Returns an image reference without its tag and digest. */
function repositoryOf(image: string): string {
  return splitReference(image)?.repository ?? image;
}
