import type { ApprovedDeployment } from '../../gates/verdict.ts';
import { readReleasedPullRequests } from '../../gitops/release-history.ts';
import { code, escapeText, link, shortenCommits } from '../../markdown.ts';
import { writeSummary } from '../../runner/summary.ts';
import type { Deployed, Followed } from '../result.ts';
import {
  describeDeployed,
  describeFailure,
  describeFollowed,
  describeStart,
  describeWaiting,
  formatNews,
  type News,
  type Progress,
} from './comment-text.ts';
import { CommentWriter, type CommentWriterOptions } from './comment-writer.ts';
import type { DeploymentObserver, TaskNews } from './observer.ts';

export interface PullRequestCommentOptions extends CommentWriterOptions {
  readonly image: string;
  readonly tag: string;
  /** Whether the run follows the rollout. If so, the commit is not the last news. */
  readonly isFollowed: boolean;
}

/**
 * Shows the state of a deployment in one comment on each of its pull requests: the approved ones or, if the run ends before
 * the approval, those that brought the commits of the run.
 */
export class PullRequestComment implements DeploymentObserver {
  readonly #options: PullRequestCommentOptions;
  readonly #writer: CommentWriter;
  readonly #facts: string[];
  #progress: Progress = 'nothing';
  #image: string | undefined;
  #tasks = '';

  constructor(options: PullRequestCommentOptions) {
    this.#options = options;
    this.#writer = new CommentWriter(options);
    this.#facts = [link('The run', options.runUrl)];
  }

  /** Starts the comment once the deployment is approved. */
  open({ proof }: ApprovedDeployment): void {
    this.#writer.open(proof.pullRequests);
    this.#write(describeStart(this.#options.tag));
  }

  /** Prefetches the comments during the commit of the tag. */
  pushed(): void {
    this.#writer.prefetch();
  }

  /** Shows the running tasks with the next news, or at once while the commit waits for them. */
  interrupts({ text, stopped, isWaiting }: TaskNews): void {
    this.#tasks = text;
    if (isWaiting) this.#write(describeWaiting(this.#options.tag, stopped));
  }

  /** Says that the tag is committed, or why it is not. */
  deployed(deployed: Deployed): void {
    const { image, tag, isFollowed } = this.#options;
    const { outcome, previousTag, image: built } = deployed;
    if (built !== undefined) this.#image = `${image}:${built.tag}@${built.digest}`;
    if (outcome === 'deployed') {
      const { oid = '', url = '' } = deployed.commit ?? {};
      const before = previousTag === null ? '' : `, which replaced ${code(shortenCommits(previousTag))}`;
      this.#facts.unshift(`Commit ${link(code(oid.slice(0, 7)), url)}${before}`);
    }
    const isRerun = outcome === 'unchanged' && previousTag === tag;
    if (isRerun && deployed.since !== undefined) this.#reopen(deployed.since.message);
    if (outcome === 'deployed' || isRerun) this.#progress = 'committed';
    // The comment may already say how the newer run ended.
    const isOlder = outcome === 'skipped' || outcome === 'superseded';
    this.#write(describeDeployed(deployed, tag, isFollowed), { keepOther: isOlder });
  }

  rolledOut(followed: Followed): void {
    if (followed.kind === 'rolled-out') this.#progress = 'running';
    this.#facts.unshift(link(escapeText(followed.label), followed.page));
    this.#write(describeFollowed(followed), { keepOther: followed.kind === 'superseded' });
  }

  failed(error: unknown): void {
    this.#write(describeFailure(error, this.#progress));
  }

  /** Waits until everything is written or has failed, and adds the changes of the merges to the summary. */
  async close(): Promise<void> {
    await this.#writer.close();
    const texts = [...this.#writer.changes].flatMap(([{ number, title, url }, text]) =>
      text === '' ? [] : [`**${link(`#${number}`, url)} ${escapeText(title)}**\n\n${text}\n`],
    );
    if (texts.length > 0) writeSummary('changes', texts.join('\n'));
  }

  /** Goes on with the pull requests of an earlier run, which its GitOps commit names. */
  #reopen(message: string): void {
    const own = readReleasedPullRequests(message).filter(({ url }) =>
      url.includes(`/${this.#options.repository}/pull/`),
    );
    if (own.length === 0) return;
    this.#writer.open(own.map(({ number, title = '', url }) => ({ number: Number(number), title, url })));
  }

  #write(news: News, options: { readonly keepOther?: boolean } = {}): void {
    this.#writer.write(formatNews(news, this.#facts, { image: this.#image, tasks: this.#tasks }), options);
  }
}
