import type { GitHubReader } from '../../github/api/client.ts';
import { compareCommits } from '../../github/repository/compare.ts';
import { readTarget } from '../../gitops/read-target.ts';
import type { ValuesTarget } from '../../gitops/request.ts';
import { tagOf } from '../../gitops/target.ts';
import type { Committed, Deployment } from './rollout.ts';

/** Records which revisions contain the deployment's commit, and the tag in the latest of them. */
export class Lineage {
  latestTag: string | null;
  readonly #gitops: GitHubReader;
  readonly #target: ValuesTarget;
  readonly #image: string;
  readonly #commit: string;
  readonly #contained = new Map<string, boolean>();

  constructor(gitops: GitHubReader, { target, version }: Deployment, { commit, tag }: Committed) {
    this.#gitops = gitops;
    this.#target = target;
    this.#image = version.image;
    this.#commit = commit;
    this.#contained.set(commit, true);
    this.latestTag = tag;
  }

  /** Compares revisions that are not known yet with the commit. */
  async learn(revisions: readonly string[]): Promise<void> {
    for (const revision of revisions) {
      if (!this.#contained.has(revision)) await this.#compare(revision);
    }
  }

  /** Records whether a revision of another branch was made from one that contains the commit. */
  record(revision: string, contains: boolean): void {
    this.#contained.set(revision, contains);
  }

  isKnown(revision: string): boolean {
    return this.#contained.has(revision);
  }

  contains(revisions: readonly string[]): boolean {
    return revisions.some((revision) => this.#contained.get(revision) === true);
  }

  async #compare(revision: string): Promise<void> {
    const { repository } = this.#target.location;
    const { status } = await compareCommits(this.#gitops, repository, this.#commit, revision);
    const contains = status === 'ahead' || status === 'identical';
    if (contains) this.latestTag = tagOf(await readTarget(this.#gitops, this.#target), this.#target, this.#image);
    this.#contained.set(revision, contains);
  }
}
