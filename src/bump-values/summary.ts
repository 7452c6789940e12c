import type { Proof } from '../verify/proof.ts';
import type { Bump, Bumped } from './commit-tag.ts';

/** One sentence for each outcome, for the log, the annotation and the summary's heading. */
export function tellOutcome(
  bump: Pick<Bump, 'commit' | 'dryRun' | 'target'> & { readonly tag: string },
  bumped: Bumped,
): string {
  const { tag, commit, dryRun, target } = bump;
  switch (bumped.outcome) {
    case 'deployed':
      return dryRun
        ? `Dry run: ${tag} would be deployed; nothing was changed`
        : `${tag} is committed to ${target.repository}`;
    case 'unchanged':
      return bumped.previousTag === tag
        ? `${tag} is deployed already; nothing to do`
        : `${tag} has the content of ${bumped.previousTag}, which is deployed; nothing to do, and Airflow is not restarted`;
    case 'skipped':
      return `Skipped: ${bumped.previousTag} is deployed, which is newer than ${commit.slice(0, 7)}; production stays as it is`;
    case 'held':
      return `Held: ${target.path}.hold in ${target.repository} stops all deployments; ${tag} was not deployed`;
    case 'superseded':
      return `Superseded: ${bumped.previousTag}, which is newer than ${commit.slice(0, 7)}, was deployed in the meantime`;
  }
}

/** The facts of a deployment as rows of a Markdown table. */
export function tellFacts(bump: Pick<Bump, 'target'>, bumped: Bumped): string[] {
  if (bumped.outcome === 'held') return [row('Hold', code(bumped.hold.replace(/\s*\n\s*/g, ' · ').trim()))];
  if (bumped.outcome !== 'deployed') return [row('Deployed', code(bumped.previousTag))];
  const { commit, previousTag, proof } = bumped;
  const place = `${code(bump.target.path)} in ${bump.target.repository}`;
  return [
    row('GitOps commit', commit === undefined ? 'none (dry run)' : `[${code(commit.oid.slice(0, 7))}](${commit.url})`),
    row('Values file', place),
    row('Before', previousTag === null ? 'no tag' : code(previousTag)),
    ...tellProof(proof),
  ];
}

export function row(name: string, value: string): string {
  return `| ${name} | ${value} |`;
}

export function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

function tellProof({ pullRequests }: Proof): string[] {
  return pullRequests.map(({ number, url, title, head, approvals }) => {
    const who = approvals.map(({ author }) => `@${author}`).join(', ');
    return row('Approved', `[#${number}](${url}) ${plainText(title)}, by ${who} on ${code(head.slice(0, 7))}`);
  });
}

/** A title is text that somebody typed: nothing in it may become a link, a tag or a column. */
function plainText(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+!|~@]/g, '\\$&').replace(/\s+/g, ' ');
}
