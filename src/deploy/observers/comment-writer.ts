import { info } from '@actions/core';
import { eager } from '../../eager.ts';
import { GitHub } from '../../github/api/client.ts';
import { GitHubError, isGitHubError } from '../../github/api/errors.ts';
import { CHANGES, type Found, findComment, readPart, writeSection } from '../../github/pull-request/comment.ts';
import { type PullRequestName, readMergedPullRequests } from '../../github/pull-request/merged-pull-requests.ts';
import { annotate } from '../../runner/annotate.ts';
import { formatError } from '../../translate/translate.ts';

/** Maximum number of pull requests to comment on: a first deployment may contain hundreds. */
const MAX_PULL_REQUESTS = 10;
/** Maximum number of commits whose pull requests are looked up. */
const MAX_COMMITS = 50;

/** Time limit of a call, in milliseconds. */
const TIMEOUT_MS = 10_000;

const PERMISSION_MISSING =
  'The pull request has no comment about this deployment, because github-token lacks “Pull requests: read and write”. Add pull-requests: write to the permissions of the job and keep the existing ones, or set comment: false.';

export interface CommentWriterOptions {
  readonly token: string;
  /** `owner/name` of the repository with the DAGs. */
  readonly repository: string;
  readonly runUrl: string;
  /** The commits that the run is about, oldest first: those of its push, or the one to deploy. */
  readonly commits: readonly string[];
}

/**
 * Writes the same section into the comments of several pull requests, one text after the other. If it cannot write, it
 * says so (in a notice for a missing permission), and the deployment goes on.
 */
export class CommentWriter {
  readonly #options: CommentWriterOptions;
  readonly #github: GitHub;
  #pullRequests: Promise<readonly PullRequestName[]> | undefined;
  /** The changes of each merge, from the comment of its check. */
  readonly changes = new Map<PullRequestName, string>();
  #writing: Promise<unknown> = Promise.resolve();
  /** Prefetched comments. Each is used once, because other steps change them too. */
  readonly #found = new Map<number, Promise<Found>>();
  #isRefused = false;

  constructor(options: CommentWriterOptions) {
    this.#options = options;
    this.#github = new GitHub({ token: options.token, tokenName: 'github-token', timeoutMs: TIMEOUT_MS });
  }

  /** Names the pull requests. Without this, `write` looks for those that brought the commits of the run. */
  open(pullRequests: readonly PullRequestName[]): void {
    this.#pullRequests = Promise.resolve(pullRequests);
  }

  /** Reads the comments for the next text, which saves a round trip. */
  prefetch(): void {
    this.#writing = this.#writing.then(async () => {
      const { repository } = this.#options;
      for (const { number } of await this.#listed())
        this.#found.set(number, eager(findComment(this.#github, repository, number)));
    });
  }

  /** Writes the section after the earlier ones. `keepOther`: leaves that of another run alone. */
  write(markdown: string, { keepOther = false } = {}): void {
    this.#writing = this.#writing.then(async () => {
      const all = await this.#listed();
      await Promise.all(all.map((pullRequest) => this.#send(pullRequest, markdown, keepOther)));
    });
  }

  /** Waits until everything is written or has failed. */
  async close(): Promise<void> {
    await this.#writing;
  }

  async #listed(): Promise<readonly PullRequestName[]> {
    if (this.#isRefused) return [];
    const { repository, commits } = this.#options;
    try {
      this.#pullRequests ??= readMergedPullRequests(this.#github, repository, commits.slice(-MAX_COMMITS));
      return (await this.#pullRequests).slice(0, MAX_PULL_REQUESTS);
    } catch (error) {
      this.#pullRequests = undefined;
      this.#giveUp(error);
      return [];
    }
  }

  async #send(pullRequest: PullRequestName, markdown: string, keepOther: boolean): Promise<void> {
    if (this.#isRefused) return;
    const { number } = pullRequest;
    try {
      const { repository } = this.#options;
      const found = this.#found.get(number) ?? findComment(this.#github, repository, number);
      this.#found.delete(number);
      if (keepOther && this.#isOfOtherRun(await found)) return;
      const comment = await writeSection(this.#github, repository, number, 'deployment', markdown, found);
      this.changes.set(pullRequest, readPart(comment, CHANGES));
    } catch (error) {
      this.#giveUp(error);
    }
  }

  #isOfOtherRun({ comment }: Found): boolean {
    const section = readPart(comment?.body ?? '', 'deployment');
    const [run = ''] = this.#options.runUrl.split('/attempts/');
    return section !== '' && !section.includes(`${run}/`);
  }

  #giveUp(error: unknown): void {
    if (this.#isRefused) return;
    this.#isRefused = error instanceof GitHubError && error.isRefusal;
    if (isGitHubError(error, 'permission')) annotate('notice', 'comment not written', PERMISSION_MISSING);
    else info(`Could not update the comment on the pull request: ${formatError(error)}`);
  }
}
