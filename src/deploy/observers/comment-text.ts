import { UserError } from '../../errors.ts';
import { formatHold } from '../../gitops/hold-file.ts';
import { code, details, escapeText, link, shortenCommits } from '../../markdown.ts';
import { plural } from '../../plural.ts';
import { explain } from '../../runner/explain.ts';
import { reasonOf } from '../../runner/reasons.ts';
import { referenceUrl } from '../../runner/reference-url.ts';
import { describeSideEffects } from '../../runner/side-effects.ts';
import type { Deployed, Followed } from '../result.ts';

/** How far a deployment came. */
export type Progress = 'nothing' | 'committed' | 'running';

/** The news of a deployment: one line, what to do, and links. */
export interface News {
  readonly headline: string;
  /** Paragraphs; Markdown. */
  readonly text: readonly string[];
}

/** Returns the section of the comment: the news first, then links, the running tasks and the full names. */
export function formatNews(
  { headline, text }: News,
  facts: readonly string[],
  { image, tasks }: { readonly image: string | undefined; readonly tasks: string },
): string {
  const folded = image === undefined ? [] : [details('The image', code(image))];
  return [`## ${headline}`, ...text, facts.join(' · '), ...(tasks === '' ? [] : [tasks]), ...folded].join('\n\n');
}

/** Returns the news of a deployment that has begun. */
export function describeStart(tag: string): News {
  return { headline: `⏳ ${short(tag)} is being deployed`, text: [] };
}

/** Returns the news of a deployment that waits for the running tasks that it would stop. */
export function describeWaiting(tag: string, tasks: number): News {
  return { headline: `⏱️ ${short(tag)} waits for ${plural(tasks, 'running task')} before it is deployed`, text: [] };
}

/** Returns the news of a run that did not fail; `isFollowed`: its rollout comes next. */
export function describeDeployed(deployed: Deployed, tag: string, isFollowed: boolean): News {
  const { outcome, previousTag } = deployed;
  switch (outcome) {
    case 'unchanged':
      if (previousTag === tag) return describeCommitted(`${short(tag)} is deployed already`, isFollowed);
      return {
        headline: '🟰 Nothing to deploy: production already runs this content',
        text: [`${short(previousTag)} has the same content and keeps running; nothing was restarted.`],
      };
    case 'held':
      return {
        headline: '✋ Not deployed: deployments are on hold',
        text: [
          `${escapeText(formatHold(deployed.hold))}.`,
          '**What to do:** nothing in this pull request. The resume that ends the hold deploys it too.',
        ],
      };
    case 'skipped':
    case 'superseded':
      return {
        headline: `⏭️ Not needed: ${short(previousTag)}, which is newer and contains this merge, is ${deployed.isProposal ? 'proposed' : 'deployed'}`,
        text: [],
      };
    case 'proposed': {
      const { number = '', url = '' } = deployed.pullRequest ?? {};
      return {
        headline: `📝 ${short(tag)} is proposed to production`,
        text: [`**What to do:** merge ${link(`pull request #${number} of the GitOps repository`, url)} to deploy it.`],
      };
    }
    case 'deployed':
      return describeCommitted(`${short(tag)} is committed to production`, isFollowed);
  }
}

function describeCommitted(what: string, isFollowed: boolean): News {
  if (isFollowed) return { headline: `⏳ ${what}; it is being rolled out`, text: [] };
  return { headline: `✅ ${what}`, text: ['The rollout was not followed: the run has no Argo CD inputs.'] };
}

const NEXT: Readonly<Record<Followed['kind'], readonly string[]>> = {
  'rolled-out': [],
  superseded: ['Nothing to do.'],
  'not-reported': ['**What to do:** look in the cluster whether it runs, because nothing reported it.'],
};

/** Returns the news of a rollout that did not fail. */
export function describeFollowed({ kind, sentence }: Followed): News {
  return { headline: shortenCommits(sentence), text: NEXT[kind] };
}

const HOW_FAR: Readonly<Record<Progress, string>> = {
  nothing: 'Not deployed',
  committed: 'Committed, but not running',
  running: 'Running, but a check failed',
};

/** Returns the news of a run that failed: how far it came, why in the words of the service that refused, what to do. */
export function describeFailure(error: unknown, progress: Progress): News {
  const { code: name, message, remedy, headline } = explain(error);
  const findings = error instanceof UserError ? error.findings : [];
  if (name === 'cancelled') return describeCancelled(message, remedy);
  return {
    headline: `❌ ${headline === undefined ? `${HOW_FAR[progress]}: ${reasonOf(name)}` : shortenCommits(headline)}`,
    text: [
      escapeText(shortenCommits(message)),
      ...(findings.length === 0 ? [] : [findings.map((finding) => `- ${escapeText(finding.message)}`).join('\n')]),
      `**What to do:** ${escapeText(remedy)} ${link('More', referenceUrl('errors.md', name))}`,
    ],
  };
}

/** Returns the news of a cancelled run. A commit may be under way, so the headline says nothing about it. */
function describeCancelled(message: string, remedy: string): News {
  return {
    headline: '🚫 The run was cancelled',
    text: [
      escapeText(message),
      `**Safe now:** ${describeSideEffects('deploy')}`,
      `**What to do:** ${escapeText(remedy)} ${link('More', referenceUrl('errors.md', 'cancelled'))}`,
    ],
  };
}

/** Returns a tag as code, with its commit shortened. */
function short(tag: string): string {
  return code(shortenCommits(tag));
}
