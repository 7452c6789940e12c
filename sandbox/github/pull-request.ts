import { mergeIndirectly } from './after-push.ts';
import { askOnce } from './ask-once.ts';
import { closingIssues } from './closing-issues.ts';
import { git } from './git.ts';
import type { Issue } from './issue.ts';
import { type MergeOptions, mergeBy, mergeCommit } from './merge.ts';
import { hasMergeQueue } from './merge-queue.ts';
import { mergeRejectionReason } from './merge-rules.ts';
import { type CommitObject, NO_COMMIT, readCommits, swapRef } from './objects.ts';
import type { Repository } from './repository.ts';
import type { Review, ReviewState } from './review.ts';
import type { User } from './state.ts';

export interface Comment {
  readonly id: number;
  readonly author: User;
  body: string;
}

/** Another base, or a force push to the base, as an event of the timeline. */
export interface BaseChange {
  readonly at: Date;
  readonly event: 'BaseRefChangedEvent' | 'BaseRefForcePushedEvent';
}

interface Opening {
  readonly title: string;
  readonly author: string;
  readonly head: string;
  readonly base: string;
  readonly body?: string;
  /** The fork that has the head. Default: the repository itself. */
  readonly from?: Repository;
}

/** A pull request between two branches of one repository, or from a fork of it. */
export class PullRequest {
  readonly id: number;
  readonly number: number;
  readonly repository: Repository;
  title: string;
  body: string;
  readonly author: User;
  readonly headBranch: string;
  base: string;
  readonly from: Repository;
  readonly createdAt = new Date();
  readonly reviews: Review[] = [];
  readonly comments: Comment[] = [];
  /** When its description was last changed. */
  editedAt: Date | undefined;
  readonly baseChanges: BaseChange[] = [];
  /** The base commit when the pull request was opened or merged. */
  baseOid: string;
  mergedAt: Date | undefined;
  closedAt: Date | undefined;
  /** How it is merged when nothing blocks it any more. */
  autoMerge: (MergeOptions & { readonly enabledAt: Date }) | undefined;
  /** Whether it waits in the merge queue of its base. */
  isQueued = false;
  mergedBy: User | undefined;
  mergeCommit: string | undefined;
  #finalHead: string | undefined;
  #lastHead = '';
  /** Cached when the head cannot move any more. */
  #commits: Promise<CommitObject[]> | undefined;
  #brought: readonly string[] = [];
  /** The description that was read for keywords. */
  #linked = '';

  private constructor(repository: Repository, number: number, opening: Opening, baseOid: string) {
    this.id = repository.state.nextId();
    this.number = number;
    this.repository = repository;
    this.title = opening.title;
    this.body = opening.body ?? '';
    this.author = repository.state.user(opening.author);
    this.headBranch = opening.head;
    this.base = opening.base;
    this.from = opening.from ?? repository;
    this.baseOid = baseOid;
  }

  static async open(repository: Repository, number: number, opening: Opening): Promise<PullRequest> {
    await (opening.from ?? repository).head(opening.head);
    const pullRequest = new PullRequest(repository, number, opening, await repository.head(opening.base));
    await pullRequest.head();
    return pullRequest;
  }

  get isOpen(): boolean {
    return this.closedAt === undefined;
  }

  async close(): Promise<void> {
    this.#finalHead ??= await this.head().catch(() => this.#lastHead);
    this.closedAt = new Date();
  }

  get url(): string {
    return `${this.repository.webUrl}/pull/${this.number}`;
  }

  /** Returns the head, which pushes move until the merge. */
  async head(): Promise<string> {
    if (this.#finalHead !== undefined) return this.#finalHead;
    this.#lastHead = await this.from.head(this.headBranch);
    if (this.from !== this.repository)
      await git(this.repository.directory, ['fetch', '--quiet', this.from.directory, this.headBranch]);
    return this.#lastHead;
  }

  /** Changes the description, as the author can at any time. */
  edit(body: string): void {
    this.body = body;
    this.editedAt = new Date();
  }

  /** Changes the base. Existing reviews stay. */
  async retarget(base: string): Promise<void> {
    this.baseOid = await this.repository.head(base);
    this.base = base;
    this.baseChanges.push({ at: new Date(), event: 'BaseRefChangedEvent' });
  }

  /** Does what the button “Update branch” does: merges the base into the head as this user. Returns the new head. */
  async updateBranch(by: string): Promise<string> {
    const [head, base] = [await this.head(), await this.repository.head(this.base)];
    const user = this.repository.state.user(by);
    const message = `Merge branch '${this.base}' into ${this.headBranch}`;
    const merged = await mergeCommit(this.repository.directory, [head, base], user, message);
    await swapRef(this.repository.directory, this.repository.ref(this.headBranch), merged, head);
    this.repository.signed.add(merged);
    this.baseOid = base;
    return merged;
  }

  /** Marks the pull request as merged after a push of its head to the base, by any user, as GitHub does. */
  async mergeByPush(before: string, after: string, by: User): Promise<void> {
    const head = await this.head();
    this.#commits ??= this.commits();
    await this.#commits;
    const excluded = before === NO_COMMIT ? [] : [`^${before}`];
    this.#brought = (await readCommits(this.repository.directory, [after, ...excluded])).map(({ oid }) => oid);
    this.#settle(head, after, by);
  }

  #settle(head: string, mergeCommit: string, by: User): void {
    this.#finalHead = head;
    this.mergedAt = new Date();
    this.closedAt = this.mergedAt;
    this.mergedBy = by;
    this.mergeCommit = mergeCommit;
  }

  /** Returns its own commits, newest first. */
  async commits(): Promise<CommitObject[]> {
    const head = await this.head();
    const read = () => readCommits(this.repository.directory, [`${this.baseOid}..${head}`]);
    if (this.#finalHead === undefined) return read();
    this.#commits ??= read();
    return this.#commits;
  }

  /** Returns the changed files, with the letters of git as the status; a renamed file with its new path, and the old one. */
  async files(): Promise<{ path: string; status: string; oldPath: string | undefined }[]> {
    const ends = `${this.baseOid}...${await this.head()}`;
    const out = await askOnce(this.repository.directory, ['diff', '--name-status', '--find-renames', ends]);
    const lines = out.toString().split('\n').filter(Boolean);
    return lines.map((line) => {
      const [status = '', first = '', renamed] = line.split('\t');
      return { path: renamed ?? first, status: status.slice(0, 1), oldPath: renamed && first };
    });
  }

  async contains(oid: string): Promise<boolean> {
    if (oid === this.mergeCommit || this.#brought.includes(oid)) return true;
    return (await this.commits()).some((commit) => commit.oid === oid);
  }

  /** Returns the issues that its merge would close. The first answer after a change is still the old one. */
  closingIssues(): readonly Issue[] {
    const issues = closingIssues(this, this.#linked);
    this.#linked = this.body;
    return issues;
  }

  comment(author: string, body: string): Comment {
    const { state } = this.repository;
    const comment = { id: state.nextId(), author: state.user(author), body };
    this.comments.push(comment);
    return comment;
  }

  async review({
    author,
    state,
    commit,
    body = '',
    onBehalfOf = [],
  }: {
    author: string;
    state: ReviewState;
    commit?: string;
    body?: string;
    onBehalfOf?: readonly string[];
  }): Promise<Review> {
    const { repository } = this;
    const review = {
      id: repository.state.nextId(),
      author: repository.state.user(author),
      state,
      body,
      onBehalfOf,
      submittedAt: new Date(),
      commit: commit ?? (await this.head()),
    };
    this.reviews.push(review);
    const waits = this.autoMerge;
    if (waits !== undefined && (await mergeRejectionReason(this, waits.by)) === undefined) {
      if (hasMergeQueue(repository, this.base)) this.isQueued = true;
      else await this.merge(waits);
    }
    return review;
  }

  /** Creates the merge commit of `refs/pull/N/merge`, which workflows check out. Returns its id. Does not move a branch. */
  async testMerge(): Promise<string> {
    const { directory } = this.repository;
    const ends = [await this.repository.head(this.base), await this.head()] as const;
    const oid = await mergeCommit(directory, ends, this.author, `Merge ${ends[1]} into ${ends[0]}`);
    await git(directory, ['update-ref', `refs/pull/${this.number}/merge`, oid]);
    return oid;
  }

  /** Merges as GitHub does, by any method and without checking rules. Returns the base's new head. */
  async merge(options: MergeOptions): Promise<string> {
    const { repository } = this;
    const ref = repository.ref(this.base);
    const before = await repository.head(this.base);
    const after = await this.join(options);
    const user = repository.state.user(options.by);
    repository.record(ref, before, after, user, 'pr_merge');
    await mergeIndirectly(repository, ref, before, after, user);
    return after;
  }

  /** Merges as `merge` does, without an entry in the activity log. */
  async join({ method, by, message }: MergeOptions): Promise<string> {
    const { repository } = this;
    const user = repository.state.user(by);
    const [before, head] = [await repository.head(this.base), await this.head()];
    this.baseOid = before;
    const own = (await this.commits()).map(({ oid }) => oid);
    const after = await mergeBy(method, this, { before, head, by: user, message });
    await swapRef(repository.directory, repository.ref(this.base), after, before);
    await git(repository.directory, ['update-ref', `refs/pull/${this.number}/head`, head]);
    if (method !== 'rebase') repository.signed.add(after);
    const brought = await readCommits(repository.directory, [`${before}..${after}`]);
    this.#brought = method === 'merge' ? own : brought.map(({ oid }) => oid);
    this.#settle(head, after, user);
    return after;
  }
}
