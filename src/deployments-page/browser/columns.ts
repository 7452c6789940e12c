import type { DeploymentEvent, PageData } from '../data.ts';
import {
  commonFolder,
  formatDuration,
  formatNote,
  formatTime,
  KINDS,
  pullRequestNumber,
  shortTag,
  UNKNOWN,
} from '../format.ts';
import { element, link } from './element.ts';

export interface Column {
  readonly name: string;
  readonly className?: string;
  /** Sort key. Without it, the column is not sortable. */
  readonly sortBy?: (event: DeploymentEvent) => number | string;
  readonly cell: (event: DeploymentEvent) => readonly (Node | string)[];
}

/** The columns of the history. */
export function listColumns(data: PageData): Column[] {
  const paths = data.files.map(({ path }) => path);
  const names = paths.map((path) => path.slice(commonFolder(paths).length));
  const nameOf = ({ file }: DeploymentEvent) => (file === undefined ? '' : (names[file] ?? ''));
  return [
    { name: 'When (UTC)', sortBy: ({ at }) => at, cell: (event) => [timeCell(data, event)] },
    { name: 'Values file', sortBy: nameOf, cell: (event) => [nameOf(event) || (event.environment ?? UNKNOWN)] },
    { name: 'What', sortBy: ({ kind }) => KINDS[kind].word, cell: kindCell },
    { name: 'Version', cell: (event) => [versionCell(data, event)] },
    { name: 'Pull request', cell: pullRequestCell },
    { name: 'Approved by', cell: ({ approvers = [] }) => [approvers.join(', ') || UNKNOWN] },
    {
      name: 'Merge to commit',
      className: 'number',
      sortBy: ({ mergeSeconds = -1 }) => mergeSeconds,
      cell: ({ mergeSeconds }) => [formatDuration(mergeSeconds)],
    },
    {
      name: 'Commit to Healthy',
      className: 'number',
      sortBy: ({ healthySeconds = -1 }) => healthySeconds,
      cell: ({ healthySeconds }) => [formatDuration(healthySeconds)],
    },
    { name: 'Note', className: 'note', cell: (event) => [formatNote(event)] },
  ];
}

function timeCell({ repositoryUrl }: PageData, { at, oid, run }: DeploymentEvent): Node {
  const address = oid === undefined ? run : `${repositoryUrl}/commit/${oid}`;
  return element('time', { datetime: at }, link(address ?? '', formatTime(at)));
}

function kindCell({ kind, ending, run }: DeploymentEvent): (Node | string)[] {
  const { sign, word } = KINDS[kind];
  const shown = element(
    'span',
    { class: `what ${kind}` },
    element('span', { 'aria-hidden': 'true' }, `${sign} `),
    word,
  );
  const failed = ending === 'failed' ? [element('span', { class: 'failed' }, ', rollout failed')] : [];
  return [shown, ...failed, ...(run === undefined ? [] : [' ', link(run, 'run')])];
}

function versionCell({ serverUrl }: PageData, { tag, source, sourceCommit, kind }: DeploymentEvent): Node {
  const text = tag === undefined ? sourceCommit?.slice(0, 7) : shortTag(tag);
  if (text === undefined || kind === 'hold') return document.createTextNode(UNKNOWN);
  const address = source === undefined ? '' : `${serverUrl}/${source}/commit/${sourceCommit}`;
  return element('code', { title: tag ?? sourceCommit ?? '' }, link(address, text));
}

function pullRequestCell({ pullRequests = [] }: DeploymentEvent): (Node | string)[] {
  if (pullRequests.length === 0) return [UNKNOWN];
  return pullRequests.flatMap((address) => [link(address, pullRequestNumber(address)), ' ']);
}
