import { info } from '@actions/core';
import type { ArgoCd } from '../../argocd/argocd.ts';
import { describeOperation } from '../../argocd/evaluate.ts';
import { describePods, isStuck } from '../../argocd/pods.ts';
import type { ApplicationState, Operation } from '../../argocd/state.ts';
import type { GitHubReader } from '../../github/api/client.ts';
import { compareCommits } from '../../github/repository/compare.ts';
import { readWholeTexts } from '../../github/repository/files.ts';
import { readTarget } from '../../gitops/read-target.ts';
import { readDeployedNow } from '../../gitops/target.ts';
import { annotate } from '../../runner/annotate.ts';
import { formatError } from '../../translate/translate.ts';
import { endSync, GRANT_SYNC } from './end-sync.ts';
import { referencesOf } from './references.ts';
import type { Committed, Deployment } from './rollout.ts';

/** How often a running sync of an earlier commit is examined. Milliseconds. */
const LOOK_EVERY_MS = 15_000;
/** How long its pods must fail. Milliseconds. */
const STUCK_MS = 60_000;

interface EarlierSyncOptions {
  readonly gitops: GitHubReader;
  readonly argocd: Pick<ArgoCd, 'look' | 'endOperation' | 'readTree' | 'readEvents'>;
  /** The name of the Application, for the command that ends its sync. */
  readonly application: string;
  /** Whether to end the sync; otherwise a warning says how. */
  readonly mayEnd: boolean;
}

/** The version that an earlier commit deployed. */
interface EarlierVersion {
  readonly tag: string;
  readonly references: readonly string[];
}

/**
 * Watches the sync of an earlier commit, which this deployment waits for: Argo CD applies no other commit before that sync has
 * ended, and it may never end, such as while its pods cannot start. Such a sync is ended, or reported, after a minute.
 */
export class EarlierSync {
  readonly #options: EarlierSyncOptions;
  readonly #deployment: Deployment;
  readonly #committed: Committed;
  /** The earlier version of a revision; `undefined`: it is not of an earlier commit, or not known. */
  readonly #versions = new Map<string, EarlierVersion | undefined>();
  readonly #warned = new Set<string>();
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** The tag whose pods fail, and since when. */
  #stuck: { readonly tag: string; readonly since: number } | undefined;

  constructor(options: EarlierSyncOptions, deployment: Deployment, committed: Committed) {
    this.#options = options;
    this.#deployment = deployment;
    this.#committed = committed;
  }

  /** Examines a state in which this deployment is still the newest. Never throws. */
  async look({ operation }: ApplicationState): Promise<void> {
    if (operation?.phase !== 'Running') {
      this.#stuck = undefined;
      return;
    }
    if (Date.now() - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = Date.now();
    try {
      await this.#examine(operation);
    } catch (error) {
      info(`Could not examine the running sync: ${formatError(error)}`);
    }
  }

  async #examine(operation: Operation): Promise<void> {
    const { argocd } = this.#options;
    const version = await this.#findVersion(operation.revisions);
    if (version === undefined || !(await isStuck(argocd, version.references, operation))) {
      this.#stuck = undefined;
      return;
    }
    const { tag } = version;
    if (this.#stuck?.tag !== tag) this.#stuck = { tag, since: Date.now() };
    if (Date.now() - this.#stuck.since < STUCK_MS || this.#warned.has(tag)) return;
    const why = `The sync of ${tag} hangs in Argo CD: ${describeOperation(operation)}${(await describePods(argocd)) ?? ''}.`;
    if (await this.#end(tag, why)) this.#stuck = undefined;
  }

  /** Ends the sync, or warns. Returns false if neither was possible. */
  async #end(tag: string, why: string): Promise<boolean> {
    const { argocd, application, mayEnd } = this.#options;
    const isToEnd = async (now: readonly string[]) => (await this.#findVersion(now))?.tag === tag;
    const end = mayEnd ? await endSync(argocd, tag, isToEnd) : 'forbidden';
    if (end === 'ended') {
      annotate('notice', 'earlier sync ended', `${why} The run ended it, so that Argo CD applies this commit.`);
    } else if (end === 'forbidden') {
      this.#warned.add(tag);
      const advice = mayEnd ? GRANT_SYNC : 'With on-failure: rollback and the right sync, a run ends such a sync.';
      annotate(
        'warning',
        'earlier sync hangs',
        `${why} Argo CD applies no other commit before it has ended. End it: argocd app terminate-op ${application}. ${advice}`,
      );
    }
    return end !== 'unknown';
  }

  /** Returns the version of a sync if this deployment contains its commit, and replaces its tag. */
  async #findVersion(revisions: readonly string[]): Promise<EarlierVersion | undefined> {
    for (const revision of revisions) {
      if (!this.#versions.has(revision)) this.#versions.set(revision, await this.#readVersion(revision));
      const version = this.#versions.get(revision);
      if (version !== undefined) return version;
    }
    return undefined;
  }

  async #readVersion(revision: string): Promise<EarlierVersion | undefined> {
    const { commit, tag: ownTag } = this.#committed;
    const { target, version } = this.#deployment;
    const { gitops } = this.#options;
    const { repository, path } = target.location;
    if (revision === commit) return undefined;
    if ((await compareCommits(gitops, repository, commit, revision)).status !== 'behind') return undefined;
    const [file, texts] = await Promise.all([
      readTarget(gitops, target),
      readWholeTexts(gitops, repository, revision, [path, ...target.baseFiles]),
    ]);
    const then = { ...file, text: texts.get(path) ?? '', others: new Map([...file.others, ...texts]) };
    const { tag, digest } = readDeployedNow(then, version.image, target);
    if (tag === null || tag === ownTag) return undefined;
    return { tag, references: referencesOf(version.image, { tag, ...(digest === null ? {} : { digest }) }) };
  }
}
