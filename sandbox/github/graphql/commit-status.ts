import { latestStatuses, type WrittenStatus } from '../commit-status.ts';
import type { User } from '../state.ts';
import { timestamp } from '../timestamp.ts';
import { connection, type PageArguments } from './connection.ts';
import type { View } from './view.ts';

/** Returns https://docs.github.com/graphql/reference/objects#status; `null` if there is none. @throws GitHubApiError without the permission */
export function statusNode({ repository, caller }: View, oid: string): object | null {
  caller.demand(repository.fullName, 'statuses', 'read');
  const contexts = latestStatuses(repository.statuses, oid).map(statusContextNode);
  const context = ({ name }: { name: string }) => contexts.find((each) => each.context === name) ?? null;
  return contexts.length === 0 ? null : { __typename: 'Status', contexts, context };
}

function statusContextNode({ context, state, description, targetUrl, creator, createdAt }: WrittenStatus) {
  return {
    __typename: 'StatusContext',
    context,
    state: state.toUpperCase(),
    description,
    targetUrl,
    creator: creatorNode(creator),
    createdAt: timestamp(createdAt),
  };
}

/** Returns an https://docs.github.com/graphql/reference/interfaces#actor; GraphQL shows a bot without the suffix of REST. */
function creatorNode({ type, login }: User): object {
  return { __typename: type, login: type === 'Bot' ? login.replace(/\[bot\]$/, '') : login };
}

/** Returns https://docs.github.com/graphql/reference/objects#checksuite; one of all runs. @throws GitHubApiError without the permission */
export function checkSuites({ repository, caller }: View, oid: string): object[] {
  caller.demand(repository.fullName, 'checks', 'read');
  const latest = new Map(repository.checkRuns.filter(({ head }) => head === oid).map((run) => [run.name, run]));
  const runs = [...latest.values()].map(({ id, name, conclusion, title }) => ({
    __typename: 'CheckRun',
    name,
    status: conclusion === '' ? 'IN_PROGRESS' : 'COMPLETED',
    conclusion: conclusion === '' ? null : conclusion.toUpperCase(),
    title: title === '' ? null : title,
    detailsUrl: `${repository.webUrl}/runs/${id}`,
  }));
  return runs.length === 0
    ? []
    : [{ __typename: 'CheckSuite', checkRuns: (page: PageArguments) => connection(runs, page) }];
}
