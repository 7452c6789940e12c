import type { DeploymentEvent, PageData, PageFile } from '../../deployments-page/data.ts';
import { type Histories, type Revision, readHistories } from '../../github/gitops/file-histories.ts';
import { readValuesFile, type ValuesFileLocation } from '../../github/gitops/values-file.ts';
import { readDeployed } from '../../gitops/commit-message.ts';
import { formatHold } from '../../gitops/hold-file.ts';
import type { Clients } from '../../gitops/request.ts';
import { plural } from '../../plural.ts';
import { findValuesFiles, type ValuesFileNow } from './find-values-files.ts';
import { readEvent } from './read-event.ts';
import { readSource } from './read-source.ts';

export interface PageOptions {
  readonly clients: Clients;
  readonly target: ValuesFileLocation;
  readonly tagKey: string;
  /** `owner/name` of the repository that asks. */
  readonly sourceRepository: string;
  readonly serverUrl: string;
}

/** A token of one repository is refused by all others: so many are asked before it is clear. */
const MAX_REFUSED = 10;

/**
 * What happened to all values files of the GitOps repository, as its history and the records of the source repositories
 * tell. What they do not tell stays out.
 * @throws GitHubError, among them `file-missing` and `branch-missing`
 */
export async function readPage(options: PageOptions): Promise<PageData> {
  const { clients, target, serverUrl } = options;
  const { repository } = target;
  const { branch, head } = await readValuesFile(clients.gitops, target);
  const found = await findValuesFiles(clients.gitops, { ...options, repository, head });
  const paths = found.files.flatMap(({ path }) => [path, `${path}.hold`]);
  const histories = await readHistories(clients.gitops, repository, head, paths);
  const deployed = found.files.filter((file) => isDeployed(file, histories));
  const revisions = deployed.map((file) => listRevisions(file, histories));
  const committed = revisions.flatMap((some, file) => some.map((revision) => ({ ...readEvent(revision), file })));
  const asked = await readSources(options, committed);
  const events = asked.events.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return {
    repository,
    repositoryUrl: `${serverUrl}/${repository}`,
    serverUrl,
    branch,
    head,
    readAt: new Date().toISOString(),
    files: deployed.map((file, index) => describeFile(file, index, events)),
    events,
    warnings: [
      ...found.warnings,
      ...describeTruncated(histories),
      ...describeUnsigned(revisions.flat()),
      ...asked.warnings,
    ],
  };
}

/** A file that no commit says to have deployed is none of ours. */
function isDeployed(file: ValuesFileNow, histories: Histories): boolean {
  return listRevisions(file, histories).some(({ message }) => readDeployed(message) !== undefined);
}

/** A rollback changes both files by one commit. */
function listRevisions({ path }: ValuesFileNow, { byPath }: Histories): Revision[] {
  const revisions = [path, `${path}.hold`].flatMap((each) => byPath.get(each) ?? []);
  return [...new Map(revisions.map((revision) => [revision.oid, revision])).values()];
}

function describeUnsigned(revisions: readonly Revision[]): string[] {
  const unsigned = revisions.filter(({ isSigned, message }) => !isSigned && readDeployed(message) !== undefined).length;
  if (unsigned === 0) return [];
  return [
    `Commits that say they are deployments but are not signed by GitHub: ${unsigned}. They are shown as made by hand.`,
  ];
}

async function readSources({ clients, sourceRepository }: PageOptions, committed: readonly DeploymentEvent[]) {
  const bySource = Map.groupBy(committed, ({ source }) => source);
  const sources = [...bySource.keys()].filter(isRepository);
  const ownFirst = sources.toSorted((a, b) => Number(b === sourceRepository) - Number(a === sourceRepository));
  const events: DeploymentEvent[] = [];
  const warnings: string[] = [];
  let refused = 0;
  for (const [index, source] of ownFirst.entries()) {
    if (refused === MAX_REFUSED) {
      warnings.push(
        `${plural(ownFirst.length - index, 'more repository was', 'more repositories were')} not asked, because the last ones could not be read.`,
      );
      break;
    }
    const asked = await readSource(clients.source, source, bySource.get(source) ?? []);
    bySource.delete(source);
    refused = asked.isRefused ? refused + 1 : 0;
    events.push(...asked.events);
    warnings.push(...asked.warnings);
  }
  return { events: [...events, ...[...bySource.values()].flat()], warnings };
}

function isRepository(source: string | undefined): source is string {
  return source !== undefined && /^[\w.-]+\/[\w.-]+$/.test(source);
}

function describeFile({ path, tag, hold }: ValuesFileNow, file: number, events: readonly DeploymentEvent[]): PageFile {
  const last = events.findIndex((event) => event.file === file && event.tag !== undefined && event.kind !== 'failed');
  const isCurrent = tag !== null && events[last]?.tag === tag;
  return {
    path,
    tag,
    ...(isCurrent ? { current: last } : {}),
    ...(hold === undefined ? {} : { hold: formatHold(hold) }),
  };
}

function describeTruncated({ byPath, cut }: Histories): string[] {
  return cut.map((path) => {
    const oldest = byPath.get(path)?.at(-1)?.committedDate ?? 'the start';
    return `What happened to ${path} before ${oldest} is not shown: so many commits were read.`;
  });
}
