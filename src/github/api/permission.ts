/** The permission that each call needs, for responses in which GitHub does not name it. */
const NEEDED: readonly (readonly [call: RegExp, permission: string])[] = [
  [/ (CommitFile|UpdateRefs)$/, '“Contents: read and write”'],
  [
    / (EnableAutoMerge|MergePullRequest|EnqueuePullRequest|DequeuePullRequest)$/,
    '“Pull requests: read and write” and “Contents: read and write”',
  ],
  [/ (CreatePullRequest|UpdatePullRequest|DisableAutoMerge)$/, '“Pull requests: read and write”'],
  [/ (AddComment|UpdateComment)$/, '“Pull requests: read and write”'],
  [/ (ReadComments|ReadMergedPullRequests)$/, '“Pull requests: read”'],
  [/ (ReadProposal|ReadMergeState)$/, '“Contents: read” and “Pull requests: read”'],
  [/ (ReadOrigins|ReadPullRequests|ReadMore|ReadOnBehalfOf)$/, '“Contents: read” and “Pull requests: read”'],
  [/ (ReadCommitStatuses|ReadHealthRecords)$/, '“Commit statuses: read”'],
  [/\/statuses\/[\w{}]+$/, '“Commit statuses: read and write”'],
  [/ ReadMerged$/, '“Pull requests: read”'],
  [/ ReadDeploymentLog$/, '“Deployments: read”'],
  [/ ReadDeployments$/, '“Deployments: read and write”'],
  [/\/check-runs\b/, '“Checks: read and write”'],
  [/(?:POST|PATCH) .*\/deployments\b/, '“Deployments: read and write”'],
  [/\/deployments\b/, '“Deployments: read”'],
  [/\/issues$/, '“Issues: read and write”'],
  [/\/orgs\//, '“Members: read” of the organisation'],
];

/**
 * Returns the permission that a refused call lacks. `accepted` is GitHub's header, e.g. `contents=write`:
 * https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#insufficient-permissions-errors
 */
export function permissionFor(request: string, accepted?: string): string {
  if (accepted !== undefined && accepted !== '') return accepted.replaceAll('; ', ' or ').replaceAll('=', ': ');
  return NEEDED.find(([call]) => call.test(request))?.[1] ?? '“Contents: read”';
}
