import { info } from '@actions/core';
import type { ApprovedDeployment } from '../../gates/verdict.ts';
import { GitHub } from '../../github/api/client.ts';
import { findKeptReleases, type KeptRelease, listReleases, listRollbackOptions } from '../../gitops/release-history.ts';
import { renderReleases } from '../../gitops/release-table.ts';
import type { DeploymentRequest } from '../../gitops/request.ts';
import type { NamedToken } from '../../inputs/app-token.ts';
import { link } from '../../markdown.ts';
import type { Registry } from '../../registry/client.ts';
import { writeSummary } from '../../runner/summary.ts';
import type { OnFailure } from '../options.ts';
import type { Deployed } from '../result.ts';
import type { RollbackPage } from '../rollback-page.ts';
import type { DeploymentObserver } from './observer.ts';

const COUNT = 5;

/** Time limit of a call for the list, in milliseconds. */
const TIMEOUT_MS = 10_000;

type Options = Pick<DeploymentRequest, 'target' | 'version'> & {
  readonly registry: Registry;
  readonly gitopsToken: NamedToken;
  /** The page where a person starts a rollback. */
  readonly rollbackPage: RollbackPage | undefined;
  /** With `rollback`, the token may read which versions were seen healthy. */
  readonly onFailure: OnFailure;
};

/** Lists the rollback options in the summary of a deployment. Looks them up during the build. */
export class RollbackChoices implements DeploymentObserver {
  readonly #gitops: GitHub;
  readonly #options: Options;
  #versions: Promise<readonly KeptRelease[]> | undefined;
  #deployedTag: string | null;

  constructor(options: Options) {
    this.#gitops = new GitHub({ ...options.gitopsToken, timeoutMs: TIMEOUT_MS });
    this.#options = options;
    this.#deployedTag = options.version.tag;
  }

  open({ file: { head } }: ApprovedDeployment): void {
    this.#versions = this.#look(head).catch((error: unknown) => {
      info(`Could not list the versions to roll back to: ${error instanceof Error ? error.message : error}`);
      return [];
    });
  }

  pushed(): void {}

  deployed({ outcome, previousTag }: Deployed): void {
    if (outcome !== 'deployed' && outcome !== 'proposed') this.#deployedTag = previousTag;
  }

  rolledOut(): void {}

  failed(): void {}

  async close(): Promise<void> {
    const versions = listRollbackOptions((await this.#versions) ?? [], this.#deployedTag);
    if (versions.length === 0) return;
    const invitation = invite(this.#options.rollbackPage);
    writeSummary('versions', ['### To roll back', invitation, renderReleases(versions)].join('\n\n'));
  }

  async #look(head: string): Promise<KeptRelease[]> {
    const { target, version, registry } = this.#options;
    const { tagPrefix } = version;
    const versions = await listReleases(this.#gitops, target.location, head, { tagPrefix, count: COUNT });
    const records = this.#options.onFailure === 'rollback' ? { gitops: this.#gitops } : {};
    return findKeptReleases({ registry, location: target.location, ...records }, versions);
  }
}

/** Returns the sentence above the versions in the summary. */
export function invite(page: RollbackPage | undefined): string {
  if (page === undefined) return 'Run the rollback with one of these tags:';
  return `Run ${link('the rollback', page.url)} with ${page.choice === undefined ? '' : `the ${page.choice} and `}one of these tags:`;
}
