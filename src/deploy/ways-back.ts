import { info } from '@actions/core';
import type { RollbackPage } from '../action/rollback-page.ts';
import { writeSummary } from '../action/summary.ts';
import type { Bump } from '../bump-values/commit-tag.ts';
import type { Deployable } from '../bump-values/judge.ts';
import { renderVersions } from '../bump-values/render-versions.ts';
import { findKept, type KeptVersion, listVersions } from '../bump-values/versions.ts';
import { GitHub } from '../github/client.ts';
import type { Registry } from '../registry/registry.ts';
import type { Listener } from './listener.ts';

const COUNT = 5;

/** How long a call for the list may take. Milliseconds. */
const PATIENCE_MS = 10_000;

type Options = Pick<Bump, 'target' | 'tagPrefix'> & {
  readonly registry: Registry;
  readonly gitopsToken: string;
  /** Where a rollback is started. */
  readonly rollbackPage: RollbackPage | undefined;
};

/** Shows in the summary of a deployment which versions it can be rolled back to. They are looked up while the image is built. */
export class WaysBack implements Listener {
  readonly #gitops: GitHub;
  readonly #options: Options;
  #versions: Promise<readonly KeptVersion[]> | undefined;

  constructor(options: Options) {
    this.#gitops = new GitHub({ token: options.gitopsToken, tokenName: 'gitops-token', patienceMs: PATIENCE_MS });
    this.#options = options;
  }

  open({ file: { head } }: Deployable): void {
    this.#versions = this.#look(head).catch((error: unknown) => {
      info(`The versions to go back to are not listed: ${error instanceof Error ? error.message : error}`);
      return [];
    });
  }

  committing(): void {}

  deployed(): void {}

  rolledOut(): void {}

  failed(): void {}

  async close(): Promise<void> {
    const versions = await this.#versions;
    if (versions === undefined || versions.length === 0) return;
    const invitation = invite(this.#options.rollbackPage);
    const text = ['### To go back', invitation, renderVersions(versions), ''].join('\n\n');
    await writeSummary(text);
  }

  async #look(head: string): Promise<KeptVersion[]> {
    const { target, tagPrefix, registry } = this.#options;
    const versions = await listVersions(this.#gitops, target, head, { tagPrefix, count: COUNT });
    return findKept(registry, versions);
  }
}

/** What the summary says above the versions. */
export function invite(page: RollbackPage | undefined): string {
  if (page === undefined) return 'Run the rollback with one of these tags:';
  return `Run [the rollback](${page.url}) with ${page.choice === undefined ? '' : `the ${page.choice} and `}one of these tags:`;
}
