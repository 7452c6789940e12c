import { type ApprovalLimits, isWholeApproval, type Proof } from '../approval/proof.ts';
import { splitRepository } from '../github/repository/split-repository.ts';
import { DEFAULT_HEADLINE, fillHeadline } from './headline.ts';
import { makeInert } from './inert-text.ts';
import type { FailedDeployment, Operation, RequestingRun, Version } from './request.ts';

export interface MessageFacts {
  readonly operation: Operation;
  readonly version: Pick<Version, 'sourceRepository' | 'commit' | 'tag'>;
  readonly run: Pick<RequestingRun, 'actor' | 'url'>;
  /** The template of the first line. */
  readonly commitMessage?: string;
  readonly approved: {
    readonly digest: string;
    readonly previousTag: string | null;
    readonly proof: Proof;
    /** The GitOps commit that deployed this tag before, with its proof. */
    readonly provedBy?: { readonly oid: string } | undefined;
    /** The workflow that signed the approval of the image. */
    readonly attested?: { readonly workflow: string; readonly approval: ApprovalLimits };
  };
}

interface HoldFacts {
  readonly sourceRepository: string;
  readonly previousTag: string | null;
  readonly reason: string;
  readonly run: Pick<RequestingRun, 'actor' | 'url'>;
  /** The template of the first line. */
  readonly commitMessage?: string;
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
export function deployMessage({ operation, version, run, commitMessage, approved }: MessageFacts): Message {
  const { sourceRepository, commit, tag } = version;
  const { digest, previousTag, proof, provedBy, attested } = approved;
  const inert = (text: string) => makeInert(oneLine(text), sourceRepository);
  const titles = proof.pullRequests.map(({ title, number }) => `${inert(title)} (${sourceRepository}#${number})`);
  const reason = operation.kind === 'deploy' || operation.reason === undefined ? undefined : inert(operation.reason);
  const [firstTitle = ''] = proof.pullRequests.map(({ title }) => inert(title));
  const trailers: Trailer[] = [
    ['Source-Repository', sourceRepository],
    ['Source-Commit', commit],
    ...proof.pullRequests.map(({ url }): Trailer => ['Pull-Request', url]),
    ...approvers(proof).map((login): Trailer => ['Approved-By', `@${login}`]),
    ...(provedBy === undefined ? [] : [['Proved-By', provedBy.oid] as const]),
    ...(attested === undefined || !isWholeApproval(attested.approval)
      ? []
      : [['Attested-By', attested.workflow] as const]),
    ...proof.approvedAfterwards.map((oid): Trailer => ['Reviewed-Commit', oid]),
    ...(proof.notProved === undefined ? [] : [['Not-Proved', proof.notProved] as const]),
    ...breakGlassTrailers(proof, inert),
    ['Image-Digest', digest],
    ['Previous-Tag', previousTag ?? 'none'],
    ...(operation.kind === 'deploy' ? [] : operationTrailers(operation.kind, reason, starterOf(operation, run))),
    ...(operation.kind === 'rollback' && operation.failed !== undefined
      ? [['Failed-Commit', operation.failed.commit] as const]
      : []),
    ['Run', run.url],
  ];
  return {
    headline: fillHeadline(commitMessage ?? DEFAULT_HEADLINE, {
      operation: operation.kind === 'rollback' ? 'rollback' : 'deploy',
      name: splitRepository(sourceRepository).name,
      tag,
      title: reason ?? firstTitle,
    }),
    body: writeBody(reason === undefined ? titles : [reason, ...titles], trailers),
  };
}

/** Returns the message of a commit that only stops deployments. */
export function holdMessage({
  sourceRepository,
  previousTag,
  reason: written,
  run,
  commitMessage,
}: HoldFacts): Message {
  const reason = makeInert(oneLine(written), sourceRepository);
  const trailers: Trailer[] = [
    ['Source-Repository', sourceRepository],
    ['Deployed-Tag', previousTag ?? 'none'],
    ...operationTrailers('hold', reason, starterOf({ kind: 'hold' }, run)),
    ['Run', run.url],
  ];
  const words = {
    operation: 'hold',
    name: splitRepository(sourceRepository).name,
    tag: 'no deployments',
    title: reason,
  };
  return { headline: fillHeadline(commitMessage ?? DEFAULT_HEADLINE, words), body: writeBody([reason], trailers) };
}

function breakGlassTrailers({ brokenGlass }: Proof, inert: (text: string) => string): Trailer[] {
  if (brokenGlass === undefined) return [];
  const { reason, by, commits } = brokenGlass;
  return [
    ['Break-Glass', inert(reason)],
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

/** The trailers that name an approval, or an earlier proof. */
const PROOFS = ['Pull-Request', 'Proved-By', 'Attested-By'];

/**
 * Returns whether the commit of a deployment proves that its version was approved: it names an approval or an earlier proof,
 * no break-glass, and does not only repeat the deployed version.
 */
export function provesVersion(message: string): boolean {
  const names = (key: string) => readTrailer(message, key) !== undefined;
  if (names('Break-Glass') || repeatsVersion(message)) return false;
  return PROOFS.some(names);
}

/**
 * Returns the version whose proof is also that of a deployment without an approval of its own: the one deployed before it. It
 * brought only commits of the action itself. `undefined` for every other commit.
 */
export function inheritsFrom(message: string): string | undefined {
  const trailers = [...PROOFS, 'Break-Glass'].map((key) => readTrailer(message, key));
  if (trailers.some((value) => value !== undefined) || repeatsVersion(message)) return undefined;
  if (readTrailer(message, 'Operation') === 'rollback') return undefined;
  return /[0-9a-f]{40}$/.exec(readTrailer(message, 'Previous-Tag') ?? '')?.[0];
}

/** Returns whether a commit deployed the version that was deployed already: it has other values, or a hold. */
export function repeatsVersion(message: string): boolean {
  const deployed = readDeployed(message);
  return deployed !== undefined && readTrailer(message, 'Previous-Tag')?.endsWith(deployed.commit) === true;
}

/** A paragraph that GitHub or a person adds to a message with trailers. */
const ADDED_PARAGRAPH = /^(?:(?:Co-authored-by|Signed-off-by): .*(?:\n|$))+$/i;

/** Returns all values of a trailer in the last paragraph, but for one of co-authors after it. */
export function readTrailers(message: string, key: string): string[] {
  const paragraphs = message.trimEnd().replaceAll('\r\n', '\n').split(/\n\n+/);
  const last = paragraphs.findLast((paragraph) => !ADDED_PARAGRAPH.test(paragraph)) ?? '';
  return last
    .split('\n')
    .filter((line) => line.startsWith(`${key}: `))
    .map((line) => line.slice(key.length + 2));
}

/** Returns the titles of the pull requests of a deployment, by number, as the list in its commit message has them. */
export function readTitles(message: string): ReadonlyMap<string, string> {
  const lines = [...message.matchAll(/^- (.+) \(((?:[\w.-]+\/[\w.-]+)?#)(\d+)\)$/gm)];
  return new Map(
    lines.map(([, title = '', reference = '', number = '']) => [number, title.replaceAll(reference, '#')]),
  );
}

function operationTrailers(kind: Operation['kind'], reason: string | undefined, starter: string): Trailer[] {
  return [
    ['Operation', kind],
    ...(reason === undefined ? [] : [['Reason', reason] as const]),
    ['Requested-By', starter],
  ];
}

/** Returns who asked for an operation: the person who started the run, or the input that made the action roll back. */
export function starterOf(
  operation: Pick<Operation, 'kind'> & { readonly failed?: FailedDeployment },
  { actor }: Pick<RequestingRun, 'actor'>,
): string {
  return operation.failed === undefined ? `@${actor}` : ON_FAILURE;
}

/** The name of what rolls back without a person, in commits and hold files. */
const ON_FAILURE = 'on-failure: rollback';

function writeBody(items: readonly string[], trailers: readonly Trailer[]): string {
  const list = items.map((item) => `- ${oneLine(item)}`).join('\n');
  return `${list}\n\n${trailers.map(([key, value]) => `${key}: ${oneLine(value)}`).join('\n')}\n`;
}

function approvers({ pullRequests }: Proof): string[] {
  return [...new Set(pullRequests.flatMap(({ approvals }) => approvals.map(({ author }) => author)))];
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}
