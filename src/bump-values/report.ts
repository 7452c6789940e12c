import { info } from '@actions/core';
import { formatProof } from '../approval/proof.ts';
import { formatHold } from '../gitops/hold-file.ts';
import type { DeploymentRequest, Version } from '../gitops/request.ts';
import { escapeText, shortenCommits, table } from '../markdown.ts';
import { plural } from '../plural.ts';
import { annotate } from '../runner/annotate.ts';
import { setOutputs } from '../runner/outputs.ts';
import { writeSummary } from '../runner/summary.ts';
import type { BumpResult } from './result.ts';
import { formatFacts, formatOutcome } from './summary.ts';

type Reported = Pick<DeploymentRequest, 'operation' | 'version' | 'target' | 'delivery'>;

/** Writes outputs, log, annotations and job summary of a bump. `more`: further rows of the summary's table. */
export async function reportBump(
  request: Reported,
  bumped: BumpResult & { readonly digest?: string },
  more: readonly string[] = [],
): Promise<void> {
  const { version, target, delivery, operation } = request;
  const { dryRun } = delivery;
  const deployed = bumped.outcome === 'deployed' || bumped.outcome === 'proposed' ? bumped : undefined;
  const written = bumped.outcome === 'held' ? bumped.written : deployed;
  setOutputs({
    outcome: bumped.outcome,
    image: version.image,
    ...(operation.kind === 'hold' ? {} : formatImage(version, bumped)),
    'previous-tag': bumped.previousTag,
    'commit-sha': written?.commit?.oid,
    'commit-url': written?.commit?.url,
    'pull-request-number': deployed?.pullRequest?.number.toString(),
    'pull-request-url': deployed?.pullRequest?.url,
    proof: deployed === undefined ? undefined : formatProof(deployed.proof),
  });
  const sentence = formatOutcome(request, bumped);
  const news = findNews(version, bumped);
  if (bumped.outcome === 'held' && written === undefined)
    annotate('warning', 'held', `${sentence}. ${formatHold(bumped.hold)}`);
  else if (news !== undefined) annotate('notice', news, sentence);
  else info(sentence);
  if (written !== undefined)
    info(`${dryRun ? 'The commit would be' : 'The commit'}:\n${written.diff}\n\n${written.message}`);
  for (const { message, line } of deployed?.leftBehind ?? [])
    annotate('warning', 'other image still referenced', message, { file: target.location.path, startLine: line });
  const broken = deployed?.proof.brokenGlass;
  if (broken !== undefined) {
    const title = dryRun
      ? 'break-glass: would be deployed without an approval'
      : 'break-glass: deployed without an approval';
    const what = dryRun ? 'Would be deployed' : 'Deployed';
    writeSummary('alarm', `🚨 **${what} without an approval** by @${broken.by}: ${escapeText(broken.reason)}`);
    annotate(
      'alarm',
      title,
      `@${broken.by} answers for ${plural(broken.commits.length, 'unapproved commit')}: ${broken.reason}`,
    );
  }
  const sign = broken === undefined ? SIGNS[bumped.outcome] : '🚨 BREAK-GLASS, without an approval:';
  writeSummary('headline', `## ${sign} ${shortenCommits(sentence)}`);
  writeSummary('facts', table(['This run', ''], [...formatFacts(request, bumped), ...more]));
}

function formatImage({ image, tag }: Version, { digest }: { readonly digest?: string }) {
  return { tag, digest, reference: digest === undefined ? undefined : `${image}:${tag}@${digest}` };
}

/** Returns the outcome if it is not the one that the starter of the run expects. */
function findNews({ tag }: Version, { outcome, previousTag }: BumpResult) {
  if (outcome === 'skipped' || outcome === 'superseded') return outcome;
  return outcome === 'unchanged' && previousTag !== tag ? outcome : undefined;
}

const SIGNS: Readonly<Record<BumpResult['outcome'], string>> = {
  deployed: '✅',
  proposed: '📝',
  unchanged: '🟰',
  held: '✋',
  skipped: '⏭️',
  superseded: '⏭️',
};
