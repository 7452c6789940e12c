import { shortenCommits } from '../../markdown.ts';
import { formatAge, formatTime } from '../../time.ts';
import type { DeploymentEvent, PageData } from '../data.ts';
import {
  formatDuration,
  formatFailure,
  formatKind,
  formatNote,
  formatPullRequest,
  KINDS,
  shortenTag,
  UNKNOWN,
} from '../format.ts';
import { element, link } from './element.ts';

export interface Column {
  readonly name: string;
  readonly className?: string;
  /** Returns the sort key. Without it, the column is not sortable. */
  readonly sortBy?: (event: DeploymentEvent) => number | string;
  readonly cell: (event: DeploymentEvent) => readonly (Node | string)[];
}

/** Returns the columns of the history. */
export function listColumns(data: PageData): Column[] {
  const nameOf = ({ file }: DeploymentEvent) => (file === undefined ? '' : (data.files[file]?.name ?? ''));
  return [
    { name: 'When', className: 'when', sortBy: ({ at }) => at, cell: (event) => timeCell(data, event) },
    {
      name: 'Team',
      className: 'title',
      sortBy: nameOf,
      cell: (event) => [nameOf(event) || (event.environment ?? UNKNOWN)],
    },
    { name: 'What', className: 'what', sortBy: formatKind, cell: kindCell },
    { name: 'Pull request', className: 'brought', cell: pullRequestCell },
    { name: 'Version', cell: (event) => [versionCell(data, event)] },
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
  ];
}

function timeCell({ repositoryUrl }: PageData, { at, oid, run }: DeploymentEvent): Node[] {
  const address = oid === undefined ? run : `${repositoryUrl}/commit/${oid}`;
  const exact = formatTime(at);
  return [
    element('time', { datetime: at, title: exact }, formatAge(at)),
    element('small', {}, link(address ?? '', exact.replace(' UTC', ''))),
  ];
}

function kindCell(event: DeploymentEvent): (Node | string)[] {
  const { kind, run } = event;
  const sign = element('span', { 'aria-hidden': 'true' }, `${KINDS[kind].sign} `);
  const shown = element('span', { class: kind }, sign, formatKind(event));
  const failure = formatFailure(event);
  const failed = failure === undefined ? [] : [element('span', { class: 'failed' }, `, ${failure}`)];
  const note = formatNote(event);
  return [
    shown,
    ...failed,
    ...(run === undefined ? [] : [' ', link(run, 'run')]),
    ...(note === '' ? [] : [element('div', { class: 'note' }, shortenCommits(note))]),
  ];
}

function versionCell({ serverUrl }: PageData, { tag, source, sourceCommit, kind }: DeploymentEvent): Node | string {
  const text = tag === undefined ? sourceCommit?.slice(0, 7) : shortenTag(tag);
  if (text === undefined || kind === 'hold') return UNKNOWN;
  const address = source === undefined ? '' : `${serverUrl}/${source}/commit/${sourceCommit}`;
  return element('code', { title: tag ?? sourceCommit ?? '' }, link(address, text));
}

function pullRequestCell({ pullRequests = [] }: DeploymentEvent): (Node | string)[] {
  if (pullRequests.length === 0) return [UNKNOWN];
  return pullRequests.map((each) => element('div', {}, link(each.url, formatPullRequest(each))));
}
