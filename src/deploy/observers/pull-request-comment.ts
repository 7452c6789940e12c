import { info } from '@actions/core';
import { eager } from '../../eager.ts';
import { OutageError } from '../../errors.ts';
import type { ApprovedDeployment } from '../../gates/verdict.ts';
import { GitHub } from '../../github/api/client.ts';
import { GitHubError } from '../../github/api/errors.ts';
import { CHANGES, type Found, findComment, readPart, writeSection } from '../../github/pull-request/comment.ts';
import { code, escapeText, link } from '../../markdown.ts';
import { explain } from '../../runner/explain.ts';
import { writeSummary } from '../../runner/summary.ts';
import { formatError, translate } from '../../runner/translate/translate.ts';
import type { Deployed, Followed } from '../result.ts';
import type { DeploymentObserver } from './observer.ts';

/** Maximum number of pull requests to comment on: a first deployment may contain hundreds. */
const MAX_PULL_REQUESTS = 10;

/** Time limit of a call, in milliseconds. */
const TIMEOUT_MS = 10_000;

export interface PullRequestCommentOptions {
  readonly token: string;
  /** `owner/name` of the repository with the DAGs. */
  readonly repository: string;
  readonly runUrl: string;
  readonly tag: string;
}

/**
 * Shows the progress of a deployment in one comment on each of its pull requests. If it cannot write the comment, it logs
 * that (once for a missing permission), and the deployment goes on.
 */
export class PullRequestComment implements DeploymentObserver {
  readonly #options: PullRequestCommentOptions;
  readonly #github: GitHub;
  readonly #lines: string[] = [];
  #numbers: readonly number[] = [];
  /** The changes of each merge, from the comment of its check. */
  readonly #changes = new Map<number, string>();
  #writing: Promise<unknown> = Promise.resolve();
  /** Prefetched comments. Each is used once, because other steps change them too. */
  readonly #found = new Map<number, Promise<Found>>();
  #isRefused = false;
  #isRunning = false;

  constructor(options: PullRequestCommentOptions) {
    this.#options = options;
    this.#github = new GitHub({ token: options.token, tokenName: 'github-token', timeoutMs: TIMEOUT_MS });
  }

  /** Starts the comment once the deployment is approved. */
  open({ proof }: ApprovedDeployment): void {
    this.#numbers = proof.pullRequests.slice(0, MAX_PULL_REQUESTS).map(({ number }) => number);
    this.#write([`⏳ ${code(this.#options.tag)} is being deployed`]);
  }

  /** Prefetches the comments during the commit of the tag, which saves a round trip. */
  pushed(): void {
    this.#writing = this.#writing.then(() => {
      if (this.#isRefused) return;
      const { repository } = this.#options;
      for (const number of this.#numbers) this.#found.set(number, eager(findComment(this.#github, repository, number)));
    });
  }

  /** Adds the image and the commit, or why there is none. */
  deployed(deployed: Deployed): void {
    const { image } = deployed;
    if (image !== undefined) this.#lines.push(`📦 ${code(image.tag)} is ${code(image.digest)}`);
    this.#end(formatDeployed(deployed));
  }

  rolledOut({ kind, sentence, page, label }: Followed): void {
    this.#isRunning = kind === 'rolled-out';
    this.#end(`${sentence} (${link(escapeText(label), page)})`);
  }

  failed(error: unknown): void {
    const what = translate(error) instanceof OutageError ? 'a service was unavailable' : code(explain(error).code);
    const how = this.#isRunning
      ? 'Running, but a check failed'
      : `Not ${this.#lines.length === 0 ? 'deployed' : 'running yet'}`;
    this.#end(`❌ ${how}: ${what}. The run shows the remedy`);
  }

  /** Waits until everything is written or has failed, and adds the changes of the merges to the summary. */
  async close(): Promise<void> {
    await this.#writing;
    const texts = [...this.#changes].flatMap(([number, text]) => (text === '' ? [] : [`#${number}\n\n${text}\n`]));
    if (texts.length === 0) return;
    writeSummary('changes', texts.join('\n'));
  }

  #end(line: string): void {
    this.#lines.push(line);
    this.#write(this.#lines);
  }

  #write(lines: readonly string[]): void {
    const markdown = ['### Deployment', ...lines, link('The run', this.#options.runUrl)].join('\n\n');
    const send = () => Promise.all(this.#numbers.map((number) => this.#send(number, markdown)));
    this.#writing = this.#writing.then(send);
  }

  async #send(number: number, markdown: string): Promise<void> {
    if (this.#isRefused) return;
    try {
      const { repository } = this.#options;
      const found = this.#found.get(number);
      this.#found.delete(number);
      const comment = await writeSection(this.#github, repository, number, 'deployment', markdown, found);
      this.#changes.set(number, readPart(comment, CHANGES));
    } catch (error) {
      if (this.#isRefused) return;
      this.#isRefused = error instanceof GitHubError && error.isRefusal;
      info(`Could not update the comment on the pull request: ${formatError(error)}`);
    }
  }
}

function formatDeployed(deployed: Deployed): string {
  switch (deployed.outcome) {
    case 'unchanged':
      return '🟰 Already running with the same content: nothing was restarted';
    case 'held':
      return '✋ Not deployed: a hold stops all deployments';
    case 'skipped':
    case 'superseded':
      return `⏭️ ${code(deployed.previousTag)}, which is newer, is deployed instead`;
    case 'proposed':
      return `📝 Proposed to production by ${deployed.pullRequest?.url}`;
    case 'deployed': {
      const { commit, previousTag } = deployed;
      const before = previousTag === null ? '' : `, replacing ${code(previousTag)}`;
      return `✅ Committed to production by ${link(code(commit?.oid.slice(0, 7) ?? ''), commit?.url ?? '')}${before}`;
    }
  }
}
