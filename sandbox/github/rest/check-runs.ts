import type { Route } from '../../http/service.ts';
import { GitHubApiError } from '../api-error.ts';
import type { CheckRun } from '../check-run.ts';
import type { GitHubState } from '../state.ts';
import { timestamp } from '../timestamp.ts';
import { type RepositoryCall, repositoryEndpoint } from './endpoint.ts';
import { nodeId } from './shapes.ts';

const MAX_ANNOTATIONS = 50;
const MAX_SUMMARY = 65_535;

interface Written {
  readonly name?: string;
  readonly head_sha?: string;
  readonly conclusion?: string;
  readonly output?: Partial<Pick<CheckRun, 'title' | 'summary' | 'annotations'>>;
}

/** Serves https://docs.github.com/rest/checks/runs */
export function checkRunRoutes(state: GitHubState): Route[] {
  const write = ['checks', 'write'] as const;
  return [
    repositoryEndpoint(state, 'POST', '/check-runs', write, async (call) => {
      const written = await read(call);
      const { name = '', head_sha: head = '', conclusion = '' } = written;
      if ((await call.repository.resolve(head)) === undefined)
        throw new GitHubApiError(422, 'INVALID', `No commit found for SHA: ${head}`);
      const run: CheckRun = { id: state.nextId(), name, head, conclusion, title: '', summary: '', annotations: [] };
      call.repository.checkRuns.push(run);
      update(run, written);
      return { status: 201, body: shape(call, run) };
    }),
    repositoryEndpoint(state, 'PATCH', '/check-runs/:id(\\d+)', write, async (call) => {
      const run = call.repository.checkRuns.find(({ id }) => id === Number(call.params.id));
      if (run === undefined) return undefined;
      update(run, await read(call));
      return { body: shape(call, run) };
    }),
  ];
}

async function read({ request }: RepositoryCall): Promise<Written> {
  const written: Written = JSON.parse(String(await request.body()));
  const { summary = '', annotations = [] } = written.output ?? {};
  if (annotations.length > MAX_ANNOTATIONS || summary.length > MAX_SUMMARY)
    throw new GitHubApiError(422, 'INVALID', 'Invalid request.');
  return written;
}

/** Updates a check run. New annotations are appended. */
function update(run: CheckRun, { output = {} }: Written): void {
  run.title = output.title ?? run.title;
  run.summary = output.summary ?? run.summary;
  run.annotations.push(...(output.annotations ?? []));
}

function shape({ api, repository, caller }: RepositoryCall, run: CheckRun): object {
  const { id, name, head, conclusion, title, summary, annotations } = run;
  const url = `${api}/repos/${repository.fullName}/check-runs/${id}`;
  const now = timestamp(new Date());
  return {
    id,
    node_id: nodeId('CR', id),
    head_sha: head,
    external_id: '',
    url,
    html_url: `${repository.webUrl}/runs/${id}`,
    details_url: `${repository.webUrl}/runs/${id}`,
    status: 'completed',
    conclusion,
    started_at: now,
    completed_at: now,
    output: {
      title,
      summary,
      text: null,
      annotations_count: annotations.length,
      annotations_url: `${url}/annotations`,
    },
    name,
    check_suite: { id: 1 },
    app: app(api, caller.user.login),
    pull_requests: [],
  };
}

function app(api: string, login: string): object {
  const slug = login.replace(/\[bot\]$/, '');
  const time = '2026-01-01T00:00:00Z';
  return {
    id: 15368,
    slug,
    node_id: nodeId('A', slug),
    owner: { ...OWNER, url: `${api}/users/github` },
    name: slug,
    description: '',
    external_url: 'https://help.github.com/actions',
    html_url: `${api}/apps/${slug}`,
    created_at: time,
    updated_at: time,
    permissions: { checks: 'write' },
    events: [],
  };
}

const OWNER = {
  login: 'github',
  id: 9919,
  node_id: 'O_kgDNJr8',
  avatar_url: 'https://avatars.githubusercontent.com/u/9919',
  html_url: 'https://github.com/github',
  followers_url: 'https://api.github.com/users/github/followers',
  following_url: 'https://api.github.com/users/github/following{/other_user}',
  gravatar_id: '',
  gists_url: 'https://api.github.com/users/github/gists{/gist_id}',
  starred_url: 'https://api.github.com/users/github/starred{/owner}{/repo}',
  subscriptions_url: 'https://api.github.com/users/github/subscriptions',
  organizations_url: 'https://api.github.com/users/github/orgs',
  repos_url: 'https://api.github.com/users/github/repos',
  events_url: 'https://api.github.com/users/github/events{/privacy}',
  received_events_url: 'https://api.github.com/users/github/received_events',
  type: 'Organization',
  site_admin: false,
};
