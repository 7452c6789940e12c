import type { DeploymentEvent, PageData, PageFile, PageHold } from '../../deployments-page/data.ts';
import { nameTeams } from '../../deployments-page/team-names.ts';
import { readValuesFile } from '../../github/gitops/read-values-file.ts';
import { type Revision, type RevisionsByPath, readRevisionsByPath } from '../../github/gitops/revisions-by-path.ts';
import type { ValuesFileLocation } from '../../github/gitops/values-file.ts';
import { readDeployed } from '../../gitops/commit-message.ts';
import { formatHold, readHold } from '../../gitops/hold-file.ts';
import type { ReadingClients } from '../../gitops/request.ts';
import { plural } from '../../plural.ts';
import { completeHistories } from './complete-histories.ts';
import { findValuesFiles, type ValuesFileNow } from './find-values-files.ts';
import { findWaiting } from './find-waiting.ts';
import { markRolledBack } from './match-deployments.ts';
import { readEvent } from './read-event.ts';
import { type Asked, readSource } from './read-source.ts';

export interface PageOptions {
  readonly clients: ReadingClients;
  readonly target: ValuesFileLocation;
  readonly tagKey: string;
  /** Names of values files by path, which the page shows instead of those that it finds. */
  readonly teamNames: ReadonlyMap<string, string>;
  /** `owner/name` of the repository that asks. */
  readonly sourceRepository: string;
  readonly serverUrl: string;
}

/** Number of unreadable repositories in a row after which the others are skipped: the token is probably for one repository. */
const MAX_REFUSED = 10;

/**
 * Reads the events of all values files of the GitOps repository, from its history and the records of the source
 * repositories. Omits unknown facts.
 * @throws GitHubError, among them `file-missing` and `branch-missing`
 */
export async function readPage(options: PageOptions): Promise<PageData> {
  const { clients, target, serverUrl } = options;
  const { repository } = target;
  const { branch, head } = await readValuesFile(clients.gitops, target);
  const found = await findValuesFiles(clients.gitops, { ...options, repository, head, path: target.path });
  const paths = found.files.flatMap(({ path }) => [path, `${path}.hold`]);
  const read = await readRevisionsByPath(clients.gitops, repository, head, paths);
  const histories = await completeHistories(clients.gitops, repository, read);
  const deployed = found.files.filter((file) => isDeployed(file, histories));
  const revisions = deployed.map((file) => listRevisions(file, histories));
  const committed = revisions.flatMap((some, file) => some.map((revision) => ({ ...readEvent(revision), file })));
  const fromSources = await readSources(options, committed);
  const events = markRolledBack(fromSources.events).toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const names = nameTeams(
    deployed.map(({ path }) => path),
    options.teamNames,
  );
  return {
    repository,
    repositoryUrl: `${serverUrl}/${repository}`,
    serverUrl,
    branch,
    head,
    readAt: new Date().toISOString(),
    files: deployed.map((file, index) => ({
      ...describeFile(file, index, events, fromSources.bySource),
      name: names[index] ?? file.path,
    })),
    events,
    warnings: [
      ...found.warnings,
      ...describeTruncated(histories),
      ...describeUnsigned(revisions.flat()),
      ...fromSources.warnings,
    ],
  };
}

/** Returns whether a commit deployed this file. Other files are not ours. */
function isDeployed(file: ValuesFileNow, histories: RevisionsByPath): boolean {
  return listRevisions(file, histories).some(({ message }) => readDeployed(message) !== undefined);
}

/** Returns the commits of a file and its hold file. A rollback changes both in one commit. */
function listRevisions({ path }: ValuesFileNow, { byPath }: RevisionsByPath): Revision[] {
  const revisions = [path, `${path}.hold`].flatMap((each) => byPath.get(each) ?? []);
  return [...new Map(revisions.map((revision) => [revision.oid, revision])).values()];
}

function describeUnsigned(revisions: readonly Revision[]): string[] {
  const unsigned = revisions.filter(({ isSigned, message }) => !isSigned && readDeployed(message) !== undefined).length;
  if (unsigned === 0) return [];
  return [
    `Commits that claim to be deployments but are not signed by GitHub: ${unsigned}. The page shows them as changes by hand.`,
  ];
}

async function readSources({ clients, sourceRepository }: PageOptions, committed: readonly DeploymentEvent[]) {
  const bySource = Map.groupBy(committed, ({ source }) => source);
  const sources = [...bySource.keys()].filter(isRepository);
  const ownFirst = sources.toSorted((a, b) => Number(b === sourceRepository) - Number(a === sourceRepository));
  const events: DeploymentEvent[] = [];
  const warnings: string[] = [];
  const answers = new Map<string, Asked>();
  let refused = 0;
  for (const [index, source] of ownFirst.entries()) {
    if (refused === MAX_REFUSED) {
      warnings.push(
        `${plural(ownFirst.length - index, 'more repository was', 'more repositories were')} skipped, because the last ones could not be read.`,
      );
      break;
    }
    const asked = await readSource(clients.source, source, bySource.get(source) ?? []);
    bySource.delete(source);
    answers.set(source, asked);
    refused = asked.isRefused ? refused + 1 : 0;
    events.push(...asked.events);
    warnings.push(...asked.warnings);
  }
  return { events: [...events, ...[...bySource.values()].flat()], warnings, bySource: answers };
}

function isRepository(source: string | undefined): source is string {
  return source !== undefined && /^[\w.-]+\/[\w.-]+$/.test(source);
}

function describeFile(
  { path, tag, hold }: ValuesFileNow,
  file: number,
  events: readonly DeploymentEvent[],
  bySource: ReadonlyMap<string, Asked>,
): Omit<PageFile, 'name'> {
  const last = events.findIndex((event) => event.file === file && event.tag !== undefined && event.kind !== 'failed');
  const current = tag !== null && events[last]?.tag === tag ? events[last] : undefined;
  const asked = bySource.get(current?.source ?? '');
  const own = events.filter((event) => event.file === file);
  const waiting = current === undefined || asked === undefined ? [] : findWaiting(current, own, asked);
  return {
    path,
    tag,
    ...(current === undefined ? {} : { current: last }),
    ...(hold === undefined ? {} : { hold: describeHold(hold) }),
    ...(waiting.length === 0 ? {} : { waiting }),
  };
}

function describeHold(text: string): PageHold {
  const { run: _, since = '', ...facts } = readHold(text);
  return { sentence: formatHold(text), ...facts, ...(Number.isNaN(Date.parse(since)) ? {} : { since }) };
}

function describeTruncated({ byPath, cut }: RevisionsByPath): string[] {
  return cut.map((path) => {
    const oldest = byPath.get(path)?.at(-1)?.committedDate ?? 'the start';
    return `The history of ${path} before ${oldest} is not shown, because the page reads a limited number of commits.`;
  });
}
