import { ArgoCd } from '../../argocd/argocd.ts';
import type { Expected } from '../../argocd/evaluate.ts';
import { type Waited, waitForRollout } from '../../argocd/wait.ts';
import { compareCommits } from '../../github/repository/compare.ts';
import { readTarget } from '../../gitops/read-target.ts';
import type { Clients, DeploymentRequest } from '../../gitops/request.ts';
import { tagOf } from '../../gitops/target.ts';
import type { RolloutOptions } from '../options.ts';

/** The commit that Argo CD has to roll out. */
export interface Committed {
  /** The commit in the GitOps repository. */
  readonly commit: string;
  readonly tag: string;
  readonly digest?: string;
}

export type Rollout = Waited & {
  /** URL of the application in Argo CD. */
  readonly page: string;
  readonly milliseconds: number;
  /** The tag that replaced this one, if superseded. */
  readonly by?: string | null;
};

type Deployment = Pick<DeploymentRequest, 'version' | 'target'>;

/**
 * Waits until Argo CD has rolled out the commit, or a later one that contains it, and the image is in use.
 * @throws ArgoCdError, GitHubError
 */
export async function rollOut(
  clients: Clients,
  { argocd: options, limitMs }: RolloutOptions,
  deployment: Deployment,
  committed: Committed,
  log: (state: string) => void,
): Promise<Rollout> {
  const start = Date.now();
  const argocd = new ArgoCd(options);
  const lineage = new Lineage(clients, deployment, committed);
  const waited = await waitForRollout(argocd, { limitMs, log, expect: (revisions) => lineage.expect(revisions) });
  const by = waited.kind === 'superseded' ? { by: lineage.latestTag } : {};
  return { ...waited, ...by, page: argocd.page, milliseconds: Date.now() - start };
}

/** Records which revisions contain the deployment's commit, and the tag in the latest of them. */
class Lineage {
  latestTag: string | null;
  readonly #clients: Clients;
  readonly #deployment: Deployment;
  readonly #committed: Committed;
  readonly #contained = new Map<string, boolean>();

  constructor(clients: Clients, deployment: Deployment, committed: Committed) {
    this.#clients = clients;
    this.#deployment = deployment;
    this.#committed = committed;
    this.#contained.set(committed.commit, true);
    this.latestTag = committed.tag;
  }

  /** Returns the expected images; `undefined` once another tag has replaced this one. */
  async expect(revisions: readonly string[]): Promise<Expected | undefined> {
    for (const revision of revisions) {
      if (!this.#contained.has(revision)) await this.#compare(revision);
    }
    if (this.latestTag !== this.#committed.tag) return undefined;
    const { tag, digest } = this.#committed;
    const { image } = this.#deployment.version;
    return {
      contains: (some) => some.some((revision) => this.#contained.get(revision) === true),
      references: [
        `${image}:${tag}`,
        ...(digest === undefined ? [] : [`${image}@${digest}`, `${image}:${tag}@${digest}`]),
      ],
    };
  }

  async #compare(revision: string): Promise<void> {
    const { target, version } = this.#deployment;
    const { status } = await compareCommits(
      this.#clients.gitops,
      target.location.repository,
      this.#committed.commit,
      revision,
    );
    const contains = status === 'ahead' || status === 'identical';
    if (contains) {
      this.latestTag = tagOf(await readTarget(this.#clients.gitops, target), target, version.image);
    }
    this.#contained.set(revision, contains);
  }
}
