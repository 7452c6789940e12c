import { info } from '@actions/core';
import { OutageError, UserError } from '../../errors.ts';
import { GitHub } from '../../github/api/client.ts';
import { GitHubError } from '../../github/api/errors.ts';
import {
  createDeployment,
  type DeploymentStatus,
  readDeployments,
  SAME_CONTENT,
  setDeploymentStatus,
  UNSEEN,
  UNSEEN_AGAIN,
} from '../../github/deployments/deployment.ts';
import { explain } from '../../runner/explain.ts';
import { formatError } from '../../translate/translate.ts';
import type { Deployed, Followed } from '../result.ts';
import type { DeploymentObserver } from './observer.ts';

/** Time limit of a call, in milliseconds: shorter than the grace period of a cancelled run. */
const TIMEOUT_MS = 5_000;

export interface GitHubDeploymentOptions {
  readonly token: string;
  /** `owner/name` of the repository with the DAGs. */
  readonly repository: string;
  readonly commit: string;
  readonly environment: string;
  readonly runUrl: string;
  readonly tag: string;
  /** Whether the run follows the rollout. If so, a commit alone is not a success. */
  readonly isFollowed: boolean;
}

/**
 * Records deployments in GitHub: one for each commit, with at most one active. A rerun continues the record of a killed
 * run; the next deployment ends it.
 */
export class GitHubDeployment implements DeploymentObserver {
  readonly #options: GitHubDeploymentOptions;
  readonly #github: GitHub;
  #writing: Promise<unknown> = Promise.resolve();
  /** ID of the deployment; `undefined` if there is none or its creation failed. */
  #id: number | undefined;
  #isOpen = false;
  #isRefused = false;

  constructor(options: GitHubDeploymentOptions) {
    this.#options = options;
    this.#github = new GitHub({ token: options.token, tokenName: 'github-token', timeoutMs: TIMEOUT_MS });
  }

  open(): void {
    const { repository, environment, commit, tag } = this.#options;
    this.#isOpen = true;
    this.#then(async () => {
      const known = await readDeployments(this.#github, repository, environment);
      const begun = known.find((each) => each.commit === commit && each.state === 'running');
      const wanted = { commit, environment, description: tag };
      this.#id = begun?.id ?? (await createDeployment(this.#github, repository, wanted));
      await this.#set(this.#id, { state: 'in_progress', description: `${tag} is being deployed` });
    });
  }

  pushed(): void {}

  deployed(deployed: Deployed): void {
    if (deployed.outcome === 'deployed') {
      // A rollback has no earlier event than its commit.
      if (!this.#isOpen) this.open();
      if (!this.#options.isFollowed) this.#succeed(UNSEEN, deployed.commit?.url);
      return;
    }
    const isRerun = deployed.outcome === 'unchanged' && deployed.previousTag === this.#options.tag;
    if (!isRerun) this.#end({ state: 'inactive', description: WHY[deployed.outcome] });
    else if (!this.#options.isFollowed) this.#succeed(UNSEEN_AGAIN, deployed.since?.url);
  }

  rolledOut({ kind, sentence, page }: Followed): void {
    if (kind === 'rolled-out') this.#succeed(sentence, page);
    else if (kind === 'not-reported') this.#succeed(UNSEEN, page);
    else this.#end({ state: 'inactive', description: sentence, environmentUrl: page });
  }

  failed(error: unknown): void {
    const description = error instanceof OutageError ? 'a service was unavailable' : explain(error).code;
    this.#end({ state: error instanceof UserError ? 'failure' : 'error', description });
  }

  async close(): Promise<void> {
    await this.#writing;
  }

  #succeed(description: string, environmentUrl: string | undefined): void {
    const { repository, environment } = this.#options;
    this.#end({ state: 'success', description, ...(environmentUrl === undefined ? {} : { environmentUrl }) });
    this.#then(async () => {
      const id = this.#id;
      if (id === undefined) return;
      const others = await readDeployments(this.#github, repository, environment);
      for (const other of others.filter((each) => each.id < id && each.state !== 'ended')) {
        await this.#set(other.id, { state: 'inactive', description: `replaced by ${this.#options.tag}` });
      }
    });
  }

  #end(status: Omit<DeploymentStatus, 'logUrl'>): void {
    this.#then(async () => {
      if (this.#id !== undefined) await this.#set(this.#id, status);
    });
  }

  #set(id: number, status: Omit<DeploymentStatus, 'logUrl'>): Promise<void> {
    const { repository, runUrl } = this.#options;
    return setDeploymentStatus(this.#github, repository, id, { ...status, logUrl: runUrl });
  }

  /** Runs the writes one after the other. Logs a failed one, and stops after a missing permission. */
  #then(write: () => Promise<void>): void {
    this.#writing = this.#writing.then(async () => {
      if (!this.#isRefused) await write().catch((error: unknown) => this.#giveUp(error));
    });
  }

  #giveUp(error: unknown): void {
    this.#isRefused = error instanceof GitHubError && error.isRefusal;
    info(`Could not record the deployment in GitHub: ${formatError(error)}`);
  }
}

const WHY: Readonly<Record<Exclude<Deployed['outcome'], 'deployed'>, string>> = {
  proposed: 'proposed to production by a pull request',
  unchanged: SAME_CONTENT,
  held: 'a hold stops all deployments',
  skipped: 'a newer commit is deployed',
  superseded: 'a newer commit was deployed first',
};
