import type { Route } from '../../http/service.ts';
import type { Issue } from '../issue.ts';
import type { GitHubState } from '../state.ts';
import { timestamp } from '../timestamp.ts';
import { paged, type RepositoryCall, repositoryEndpoint } from './endpoint.ts';
import { nodeId, simpleUser } from './shapes.ts';

/** Serves https://docs.github.com/rest/issues/issues */
export function issueRoutes(state: GitHubState): Route[] {
  return [
    repositoryEndpoint(state, 'GET', '/issues', ['issues', 'read'], async (call) => {
      const { page, headers } = paged(call, call.repository.issues.toReversed());
      return { body: page.map((issue) => issueShape(call, issue)), headers };
    }),
    repositoryEndpoint(state, 'POST', '/issues', ['issues', 'write'], async (call) => {
      const { title, body = '' } = JSON.parse(String(await call.request.body()));
      const { repository, caller } = call;
      const number = repository.issues.length + repository.pullRequests.length + 1;
      const issue = { id: state.nextId(), number, title, body, author: caller.user, createdAt: new Date() };
      repository.issues.push(issue);
      return { status: 201, body: issueShape(call, issue) };
    }),
  ];
}

function issueShape(
  { api, repository }: RepositoryCall,
  { id, number, title, body, author, createdAt }: Issue,
): object {
  const url = `${api}/repos/${repository.fullName}/issues/${number}`;
  return {
    id,
    node_id: nodeId('I', id),
    url,
    repository_url: `${api}/repos/${repository.fullName}`,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `${repository.webUrl}/issues/${number}`,
    number,
    title,
    body,
    state: 'open',
    locked: false,
    user: simpleUser(api, author),
    labels: [],
    assignee: null,
    milestone: null,
    comments: 0,
    created_at: timestamp(createdAt),
    updated_at: timestamp(createdAt),
    closed_at: null,
  };
}
