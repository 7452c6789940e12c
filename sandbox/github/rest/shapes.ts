import type { Repository } from '../repository.ts';
import type { User } from '../state.ts';
import { timestamp } from '../timestamp.ts';

/** Returns the id by which GraphQL finds the same object, as GitHub's REST API does; https://docs.github.com/graphql/guides/using-global-node-ids */
export function nodeId(kind: string, id: number | string): string {
  return `${kind}_${id}`;
}

/** Returns an account in the shape that other objects contain. */
export function simpleUser(api: string, user: User): object {
  const login = encodeURIComponent(user.login);
  const url = `${api}/users/${login}`;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId('U', user.id),
    avatar_url: `${api}/avatars/${user.id}`,
    gravatar_id: '',
    url,
    html_url: `${api}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user.type,
    site_admin: false,
  };
}

/** Returns a repository in its minimal shape, with its many URLs. */
export function minimalRepository(api: string, repository: Repository): Record<string, unknown> {
  const url = `${api}/repos/${repository.fullName}`;
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: repository.fullName,
    private: true,
    owner: simpleUser(api, repository.state.user(repository.owner)),
    html_url: repository.webUrl,
    description: null,
    fork: false,
    url,
    ...Object.fromEntries(ADDRESSES.map(([name, path]) => [`${name}_url`, `${url}/${path}`])),
    git_url: `git:${repository.gitUrl.slice(5)}`,
    ssh_url: `git@github.com:${repository.fullName}.git`,
    clone_url: repository.gitUrl,
    svn_url: repository.webUrl,
    mirror_url: null,
    hooks_url: `${url}/hooks`,
    default_branch: repository.defaultBranch,
  };
}

const ADDRESSES: readonly (readonly [string, string])[] = [
  ['archive', '{archive_format}{/ref}'],
  ['assignees', 'assignees{/user}'],
  ['blobs', 'git/blobs{/sha}'],
  ['branches', 'branches{/branch}'],
  ['collaborators', 'collaborators{/collaborator}'],
  ['comments', 'comments{/number}'],
  ['commits', 'commits{/sha}'],
  ['compare', 'compare/{base}...{head}'],
  ['contents', 'contents/{+path}'],
  ['contributors', 'contributors'],
  ['deployments', 'deployments'],
  ['downloads', 'downloads'],
  ['events', 'events'],
  ['forks', 'forks'],
  ['git_commits', 'git/commits{/sha}'],
  ['git_refs', 'git/refs{/sha}'],
  ['git_tags', 'git/tags{/sha}'],
  ['issue_comment', 'issues/comments{/number}'],
  ['issue_events', 'issues/events{/number}'],
  ['issues', 'issues{/number}'],
  ['keys', 'keys{/key_id}'],
  ['labels', 'labels{/name}'],
  ['languages', 'languages'],
  ['merges', 'merges'],
  ['milestones', 'milestones{/number}'],
  ['notifications', 'notifications{?since,all,participating}'],
  ['pulls', 'pulls{/number}'],
  ['releases', 'releases{/id}'],
  ['stargazers', 'stargazers'],
  ['statuses', 'statuses/{sha}'],
  ['subscribers', 'subscribers'],
  ['subscription', 'subscription'],
  ['tags', 'tags'],
  ['teams', 'teams'],
  ['trees', 'git/trees{/sha}'],
];

/** Returns a repository in its full shape. */
export function fullRepository(api: string, repository: Repository): object {
  const now = timestamp(new Date());
  return {
    ...minimalRepository(api, repository),
    homepage: null,
    language: null,
    forks_count: 0,
    stargazers_count: 0,
    watchers_count: 0,
    size: 1,
    open_issues_count: 0,
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: false,
    has_discussions: false,
    archived: false,
    disabled: false,
    pushed_at: now,
    created_at: now,
    updated_at: now,
    license: null,
    forks: 0,
    open_issues: 0,
    watchers: 0,
    network_count: 0,
    subscribers_count: 0,
    ...mergeSettings(repository),
    allow_forking: false,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: 'private',
    permissions: { admin: false, maintain: false, push: true, triage: true, pull: true },
    temp_clone_token: '',
    organization: { ...simpleUser(api, repository.state.user(repository.owner)), type: 'Organization' },
  };
}

/** Returns the settings of “Pull Requests”. */
function mergeSettings({ autoMergeAllowed }: Repository): object {
  return {
    allow_squash_merge: true,
    allow_merge_commit: true,
    allow_rebase_merge: true,
    allow_auto_merge: autoMergeAllowed,
    allow_update_branch: false,
    delete_branch_on_merge: false,
    use_squash_pr_title_as_default: false,
  };
}
