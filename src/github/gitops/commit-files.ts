import type { GitHub } from '../api/client.ts';

export interface FileChange {
  readonly path: string;
  /** `null` deletes the file. */
  readonly text: string | null;
}

export interface FilesCommit {
  /** `owner/name` */
  readonly repository: string;
  readonly branch: string;
  /** The head on which the new texts are based; GitHub rejects the commit if the branch has moved. */
  readonly expectedHead: string;
  readonly files: readonly FileChange[];
  readonly headline: string;
  readonly body: string;
}

const CREATE_COMMIT = /* GraphQL */ `
  mutation CommitFile($input: CreateCommitOnBranchInput!) {
    createCommitOnBranch(input: $input) { commit { oid url } }
  }
`;

/**
 * Commits files atomically, with a compare-and-swap on the branch's head. Never force-pushes or clones.
 * https://docs.github.com/graphql/reference/mutations#createcommitonbranch
 * @throws GitHubError `stale` or `rule-violation`; `unavailable` if it is unknown whether the commit exists
 */
export async function commitFiles(github: GitHub, commit: FilesCommit): Promise<{ oid: string; url: string }> {
  const input = {
    branch: { repositoryNameWithOwner: commit.repository, branchName: commit.branch },
    expectedHeadOid: commit.expectedHead,
    message: { headline: commit.headline, body: commit.body },
    fileChanges: {
      additions: commit.files.flatMap(({ path, text }) =>
        text === null ? [] : [{ path, contents: Buffer.from(text).toString('base64') }],
      ),
      deletions: commit.files.flatMap(({ path, text }) => (text === null ? [{ path }] : [])),
    },
  };
  const answer = await github.mutate<{ createCommitOnBranch: { commit: { oid: string; url: string } } }>(
    CREATE_COMMIT,
    { input },
  );
  return answer.createCommitOnBranch.commit;
}
