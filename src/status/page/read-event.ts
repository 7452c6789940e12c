import type { DeploymentEvent, Kind, PullRequestLink } from '../../deployments-page/data.ts';
import type { Revision } from '../../github/gitops/revisions-by-path.ts';
import { readDeployed, readTrailer, readTrailers } from '../../gitops/commit-message.ts';

/**
 * Returns the event that a commit records in its trailers. Trailers count only in commits signed by GitHub, because anyone
 * who can push can write trailers.
 */
export function readEvent({ oid, message, committedDate, author, isSigned }: Revision): DeploymentEvent {
  const kind = isSigned ? readKind(message) : 'by-hand';
  const event = { kind, at: committedDate, oid, author };
  const headline = message.split('\n', 1)[0] ?? '';
  return kind === 'by-hand' ? { ...event, note: headline } : { ...event, ...readFacts(kind, headline, message) };
}

function readKind(message: string): Kind {
  const operation = readTrailer(message, 'Operation');
  if (operation === 'hold') return 'hold';
  if (readDeployed(message) === undefined) return 'by-hand';
  return operation === 'rollback' || operation === 'resume' ? operation : 'deploy';
}

function readFacts(kind: Kind, headline: string, message: string): Partial<DeploymentEvent> {
  const read = (key: string) => readTrailer(message, key);
  const commit = read('Source-Commit');
  const tag = commit === undefined ? undefined : headline.split(' ').find((word) => word.endsWith(commit));
  const facts = {
    tag,
    previousTag: read('Previous-Tag'),
    source: read('Source-Repository'),
    sourceCommit: read('Source-Commit'),
    pullRequests: orNothing(readPullRequests(message)),
    approvers: orNothing(readTrailers(message, 'Approved-By')),
    requestedBy: read('Requested-By'),
    failedCommit: kind === 'rollback' ? read('Failed-Commit') : undefined,
    note: read('Reason'),
    breakGlass: read('Break-Glass'),
    run: [read('Run') ?? ''].find(isAddress),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

/** Returns the pull requests of the trailers, with the titles that the list above the trailers gives them. */
function readPullRequests(message: string): PullRequestLink[] {
  const lines = message.split('\n');
  return readTrailers(message, 'Pull-Request')
    .filter(isAddress)
    .map((url) => {
      const end = `#${url.split('/').at(-1)})`;
      const title = lines.find((line) => line.startsWith('- ') && line.endsWith(end))?.replace(/^- | \([^ ]*\)$/g, '');
      return title === undefined ? { url } : { url, title };
    });
}

function orNothing<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function isAddress(text: string): boolean {
  return /^https?:\/\/\S+$/.test(text);
}
