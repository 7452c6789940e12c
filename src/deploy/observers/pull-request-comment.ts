import { info } from '@actions/core';
import { eager } from '../../eager.ts';
import { OutageError } from '../../errors.ts';
import type { ApprovedDeployment } from '../../gates/verdict.ts';
import { GitHub } from '../../github/api/client.ts';
import { GitHubError } from '../../github/api/errors.ts';
import { CHANGES, type Found, findComment, readPart, writeSection } from '../../github/pull-request/comment.ts';
import { code, link } from '../../markdown.ts';
import { explain } from '../../runner/explain.ts';
import { writeSummary } from '../../runner/summary.ts';
import { formatError, translate } from '../../runner/translate/translate.ts';
import type { Deployed, Followed } from '../result.ts';
import type { DeploymentObserver } from './observer.ts';

/** So many pull requests are told at most: a first deployment may bring hundreds. */
const MAX_PULL_REQUESTS = 10;

/** How long a call of the thread may take. Milliseconds. */
const TIMEOUT_MS = 10_000;

export interface PullRequestCommentOptions {
  readonly token: string;
  /** `owner/name` of the repository with the DAGs. */
  readonly repository: string;
  readonly runUrl: string;
  readonly tag: string;
}

/**
 * Tells in the one comment of each pull request how its deployment goes. It never decides: what cannot be written is
 * told in the log, a refusal but once, and the deployment goes on.
 */
export class PullRequestComment implements DeploymentObserver {
  readonly #options: PullRequestCommentOptions;
  readonly #github: GitHub;
  readonly #lines: string[] = [];
  #numbers: readonly number[] = [];
  /** What each merge changed, as its check said. */
  readonly #changes = new Map<number, string>();
  #writing: Promise<unknown> = Promise.resolve();
  /** Comments that were looked up. Each serves once, because other steps change them too. */
  readonly #found = new Map<number, Promise<Found>>();
  #isRefused = false;
  #isRunning = false;

  constructor(options: PullRequestCommentOptions) {
    this.#options = options;
    this.#github = new GitHub({ token: options.token, tokenName: 'github-token', timeoutMs: TIMEOUT_MS });
  }

  /** Begins, once it is proved what is deployed. */
  open({ proof }: ApprovedDeployment): void {
    this.#numbers = proof.pullRequests.slice(0, MAX_PULL_REQUESTS).map(({ number }) => number);
    this.#write([`⏳ ${code(this.#options.tag)} is being deployed`]);
  }

  /** Looks the comments up while the tag is committed, which saves a round trip. */
  pushed(): void {
    this.#writing = this.#writing.then(() => {
      if (this.#isRefused) return;
      const { repository } = this.#options;
      for (const number of this.#numbers) this.#found.set(number, eager(findComment(this.#github, repository, number)));
    });
  }

  /** The image and the commit, or why there is none. */
  deployed(deployed: Deployed): void {
    const { image } = deployed;
    if (image !== undefined) this.#lines.push(`📦 ${code(image.tag)} is ${code(image.digest)}`);
    this.#end(formatDeployed(deployed));
  }

  rolledOut({ kind, sentence, page }: Followed): void {
    this.#isRunning = kind === 'rolled-out';
    this.#end(`${sentence} (${link('Argo CD', page)})`);
  }

  failed(error: unknown): void {
    const what = translate(error) instanceof OutageError ? 'a service did not answer' : code(explain(error).code);
    const how = this.#isRunning
      ? 'It runs, but not well'
      : `Not ${this.#lines.length === 0 ? 'deployed' : 'running yet'}`;
    this.#end(`❌ ${how}: ${what}. The run says what to do`);
  }

  /** Waits until all is written, or was given up, and shows in the summary what the merges changed. */
  async close(): Promise<void> {
    await this.#writing;
    const texts = [...this.#changes].flatMap(([number, text]) => (text === '' ? [] : [`#${number}\n\n${text}\n`]));
    if (texts.length === 0) return;
    await writeSummary(texts.join('\n'));
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
      info(`The pull request is not told: ${formatError(error)}`);
    }
  }
}

function formatDeployed(deployed: Deployed): string {
  switch (deployed.outcome) {
    case 'unchanged':
      return '🟰 What it brings runs already: nothing was restarted';
    case 'held':
      return '✋ Not deployed: a hold stops all deployments';
    case 'skipped':
    case 'superseded':
      return `⏭️ ${code(deployed.previousTag)}, which is newer, is deployed in its place`;
    case 'proposed':
      return `📝 Proposed to production by ${deployed.pullRequest?.url}`;
    case 'deployed': {
      const { commit, previousTag } = deployed;
      const before = previousTag === null ? '' : `, in the place of ${code(previousTag)}`;
      return `✅ Committed to production by ${link(code(commit?.oid.slice(0, 7) ?? ''), commit?.url ?? '')}${before}`;
    }
  }
}
