import type { Proof } from '../approval/proof.ts';
import { withoutCommands } from './foreign-text.ts';
import type { Operation, RequestingRun, Version } from './request.ts';

export interface MessageFacts {
  readonly operation: Operation;
  readonly version: Pick<Version, 'sourceRepository' | 'commit' | 'tag'>;
  readonly run: Pick<RequestingRun, 'actor' | 'url'>;
  readonly approved: {
    readonly digest: string;
    readonly previousTag: string | null;
    readonly proof: Proof;
    /** The GitOps commit that deployed this tag before, with its proof. */
    readonly provedBy?: { readonly oid: string } | undefined;
  };
}

interface HoldFacts {
  readonly sourceRepository: string;
  readonly previousTag: string | null;
  readonly reason: string;
  readonly run: Pick<RequestingRun, 'actor' | 'url'>;
}

interface Message {
  readonly headline: string;
  readonly body: string;
}

type Trailer = readonly [key: string, value: string];

/**
 * Returns the message of a GitOps commit, with the facts as trailers that `git interpret-trailers` reads.
 * Text that people typed is on single lines of its own paragraph, so that it cannot pass for a trailer, and without what
 * GitHub would carry out in the GitOps repository.
 */
export function deployMessage({ operation, version, run, approved }: MessageFacts): Message {
  const { sourceRepository, commit, tag } = version;
  const { digest, previousTag, proof, provedBy } = approved;
  const harmless = (text: string) => withoutCommands(oneLine(text), sourceRepository);
  const titles = proof.pullRequests.map(({ title, number }) => `${harmless(title)} (${sourceRepository}#${number})`);
  const given = operation.kind === 'deploy' ? undefined : operation.reason;
  const reason = given === undefined ? undefined : harmless(given);
  const trailers: Trailer[] = [
    ['Source-Repository', sourceRepository],
    ['Source-Commit', commit],
    ...proof.pullRequests.map(({ url }): Trailer => ['Pull-Request', url]),
    ...approvers(proof).map((login): Trailer => ['Approved-By', `@${login}`]),
    ...(provedBy === undefined ? [] : [['Proved-By', provedBy.oid] as const]),
    ...proof.vouched.map((oid): Trailer => ['Reviewed-Commit', oid]),
    ...breakGlassTrailers(proof, sourceRepository),
    ['Image-Digest', digest],
    ['Previous-Tag', previousTag ?? 'none'],
    ...(operation.kind === 'deploy' ? [] : operationTrailers(operation.kind, reason, run.actor)),
    ['Run', run.url],
  ];
  return {
    headline: `${operation.kind === 'rollback' ? 'rollback' : 'deploy'}(${nameOf(sourceRepository)}): ${tag}`,
    body: writeBody(reason === undefined ? titles : [reason, ...titles], trailers),
  };
}

/** Returns the message of a commit that only stops deployments. */
export function holdMessage({ sourceRepository, previousTag, reason: given, run }: HoldFacts): Message {
  const reason = withoutCommands(oneLine(given), sourceRepository);
  const trailers: Trailer[] = [
    ['Source-Repository', sourceRepository],
    ['Deployed-Tag', previousTag ?? 'none'],
    ...operationTrailers('hold', reason, run.actor),
    ['Run', run.url],
  ];
  return { headline: `hold(${nameOf(sourceRepository)}): no deployments`, body: writeBody([reason], trailers) };
}

function breakGlassTrailers({ brokenGlass }: Proof, repository: string): Trailer[] {
  if (brokenGlass === undefined) return [];
  const { reason, by, commits } = brokenGlass;
  return [
    ['Break-Glass', withoutCommands(oneLine(reason), repository)],
    ['Break-Glass-By', `@${by}`],
    ...commits.map(({ oid }): Trailer => ['Unapproved-Commit', oid]),
  ];
}

/** Returns the value of a trailer in the last paragraph of a commit's message; `undefined` if it is missing. */
export function readTrailer(message: string, key: string): string | undefined {
  return readTrailers(message, key)[0];
}

/** Returns what a commit deployed, by its trailers; `undefined` for a commit that is not a deployment. */
export function readDeployed(message: string): { readonly commit: string; readonly digest: string } | undefined {
  const [commit, digest] = [readTrailer(message, 'Source-Commit'), readTrailer(message, 'Image-Digest')];
  return commit === undefined || digest === undefined ? undefined : { commit, digest };
}

/** Returns all values of a trailer. */
export function readTrailers(message: string, key: string): string[] {
  const last = message.trimEnd().split(/\n\n+/).at(-1) ?? '';
  return last
    .split('\n')
    .filter((line) => line.startsWith(`${key}: `))
    .map((line) => line.slice(key.length + 2));
}

/** Returns the titles of the pull requests of a deployment, by number, as the list in its commit message has them. */
export function readTitles(message: string): ReadonlyMap<string, string> {
  const lines = [...message.matchAll(/^- (.+) \(#(\d+)\)$/gm)];
  return new Map(lines.map(([, title = '', number = '']) => [number, title]));
}

function operationTrailers(kind: Operation['kind'], reason: string | undefined, actor: string): Trailer[] {
  return [
    ['Operation', kind],
    ...(reason === undefined ? [] : [['Reason', reason] as const]),
    ['Requested-By', `@${actor}`],
  ];
}

function writeBody(items: readonly string[], trailers: readonly Trailer[]): string {
  const list = items.map((item) => `- ${oneLine(item)}`).join('\n');
  return `${list}\n\n${trailers.map(([key, value]) => `${key}: ${oneLine(value)}`).join('\n')}\n`;
}

function nameOf(repository: string): string {
  return repository.split('/').at(-1) ?? repository;
}

function approvers({ pullRequests }: Proof): string[] {
  return [...new Set(pullRequests.flatMap(({ approvals }) => approvals.map(({ author }) => author)))];
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}
