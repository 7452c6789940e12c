import { GITHUB_COMMITTER, git, gitText, identity } from './git.ts';
import { rebase } from './merge.ts';
import { type CommitObject, readCommits, swapRef } from './objects.ts';
import type { Repository } from './repository.ts';
import type { User } from './state.ts';

export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';

export interface Review {
  readonly id: number;
  readonly author: User;
  readonly submittedAt: Date;
  readonly commit: string;
  readonly body: string;
  state: ReviewState;
}

interface Opening {
  readonly title: string;
  readonly author: string;
  readonly head: string;
  readonly base: string;
  readonly body?: string;
}

export interface MergeOptions {
  readonly method: 'merge' | 'squash' | 'rebase';
  /** A login. */
  readonly by: string;
  /** Without it GitHub's own. */
  readonly message?: string;
}

/** A pull request between two branches of one repository. */
export class PullRequest {
  readonly id: number;
  readonly number: number;
  readonly repository: Repository;
  title: string;
  body: string;
  readonly author: User;
  readonly headBranch: string;
  readonly base: string;
  readonly createdAt = new Date();
  readonly reviews: Review[] = [];
  /** Where the base stood when the pull request was opened or merged. */
  baseOid: string;
  mergedAt: Date | undefined;
  closedAt: Date | undefined;
  /** How it is merged as soon as nothing blocks it. */
  autoMerge: (MergeOptions & { readonly enabledAt: Date }) | undefined;
  mergedBy: User | undefined;
  mergeCommit: string | undefined;
  #finalHead: string | undefined;
  #lastHead = '';
  /** Kept once the head moves no more. */
  #commits: Promise<CommitObject[]> | undefined;
  #brought: readonly string[] = [];

  private constructor(repository: Repository, number: number, opening: Opening, baseOid: string) {
    this.id = repository.state.nextId();
    this.number = number;
    this.repository = repository;
    this.title = opening.title;
    this.body = opening.body ?? '';
    this.author = repository.state.user(opening.author);
    this.headBranch = opening.head;
    this.base = opening.base;
    this.baseOid = baseOid;
  }

  static async open(repository: Repository, number: number, opening: Opening): Promise<PullRequest> {
    await repository.head(opening.head);
    const pullRequest = new PullRequest(repository, number, opening, await repository.head(opening.base));
    await pullRequest.head();
    return pullRequest;
  }

  get isOpen(): boolean {
    return this.closedAt === undefined;
  }

  /** Whether the rules of the base wait for an approval. */
  isBlocked(): boolean {
    const isApproved = this.opinions().some(({ state }) => state === 'APPROVED');
    const { repository } = this;
    return !isApproved && repository.refusal(repository.ref(this.base), this.author, 'update') !== undefined;
  }

  async close(): Promise<void> {
    this.#finalHead ??= await this.head().catch(() => this.#lastHead);
    this.closedAt = new Date();
  }

  get url(): string {
    return `${this.repository.webUrl}/pull/${this.number}`;
  }

  /** The head, which a push moves until the merge. */
  async head(): Promise<string> {
    if (this.#finalHead !== undefined) return this.#finalHead;
    this.#lastHead = await this.repository.head(this.headBranch);
    return this.#lastHead;
  }

  /** Its own commits, newest first. */
  async commits(): Promise<CommitObject[]> {
    const head = await this.head();
    const read = () => readCommits(this.repository.directory, [`${this.baseOid}..${head}`]);
    if (this.#finalHead === undefined) return read();
    this.#commits ??= read();
    return this.#commits;
  }

  async files(): Promise<{ path: string; status: string }[]> {
    const out = await gitText(this.repository.directory, [
      'diff',
      '--name-status',
      '--no-renames',
      `${this.baseOid}...${await this.head()}`,
    ]);
    const lines = out === '' ? [] : out.split('\n');
    return lines.map((line) => {
      const [status = '', path = ''] = line.split('\t');
      return { path, status };
    });
  }

  async contains(oid: string): Promise<boolean> {
    if (oid === this.mergeCommit || this.#brought.includes(oid)) return true;
    return (await this.commits()).some((commit) => commit.oid === oid);
  }

  /** The latest review of each author that is not a mere comment. */
  opinions(): Review[] {
    const latest = new Map(
      this.reviews.filter(({ state }) => state !== 'COMMENTED').map((review) => [review.author.login, review]),
    );
    return [...latest.values()];
  }

  async review({
    author,
    state,
    commit,
    body = '',
  }: {
    author: string;
    state: ReviewState;
    commit?: string;
    body?: string;
  }): Promise<Review> {
    const { repository } = this;
    const review = {
      id: repository.state.nextId(),
      author: repository.state.user(author),
      state,
      body,
      submittedAt: new Date(),
      commit: commit ?? (await this.head()),
    };
    this.reviews.push(review);
    if (this.autoMerge !== undefined && !this.isBlocked()) await this.merge(this.autoMerge);
    return review;
  }

  /** Merges as GitHub does, by any method, whatever the rules say. Gives the base's new head. */
  async merge({ method, by, message }: MergeOptions): Promise<string> {
    const { repository } = this;
    const user = repository.state.user(by);
    const [before, head] = [await repository.head(this.base), await this.head()];
    this.baseOid = before;
    const own = (await this.commits()).map(({ oid }) => oid);
    const after =
      method === 'rebase'
        ? await rebase(repository.directory, before, head, GITHUB_COMMITTER)
        : await this.#join(method, before, head, user, message);
    await swapRef(repository.directory, repository.ref(this.base), after, before);
    await git(repository.directory, ['update-ref', `refs/pull/${this.number}/head`, head]);
    if (method !== 'rebase') repository.signed.add(after);
    const brought = await readCommits(repository.directory, [`${before}..${after}`]);
    this.#brought = method === 'merge' ? own : brought.map(({ oid }) => oid);
    this.#finalHead = head;
    this.mergedAt = new Date();
    this.closedAt = this.mergedAt;
    this.mergedBy = user;
    this.mergeCommit = after;
    repository.record(repository.ref(this.base), before, after, user, 'pr_merge');
    return after;
  }

  async #join(
    method: 'merge' | 'squash',
    base: string,
    head: string,
    by: User,
    wanted: string | undefined,
  ): Promise<string> {
    const { directory, owner } = this.repository;
    const tree = (await gitText(directory, ['merge-tree', '--write-tree', base, head])).split('\n')[0] ?? '';
    const merged = `Merge pull request #${this.number} from ${owner}/${this.headBranch}\n\n${this.title}`;
    const message = wanted ?? (method === 'merge' ? merged : `${this.title} (#${this.number})`);
    const parents = method === 'merge' ? ['-p', base, '-p', head] : ['-p', base];
    const author = method === 'merge' ? by : this.author;
    return gitText(directory, ['commit-tree', tree, ...parents, '-m', message], {
      environment: identity(author, GITHUB_COMMITTER),
    });
  }
}
