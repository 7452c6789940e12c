import type { GitHub } from './client.ts';

export interface FileCommit {
  /** `owner/name` */
  readonly repository: string;
  readonly branch: string;
  /** The head that the new text was made from; the commit is refused when the branch is elsewhere. */
  readonly expectedHead: string;
  readonly path: string;
  readonly text: string;
  readonly headline: string;
  readonly body: string;
}

const CREATE_COMMIT = /* GraphQL */ `
  mutation CommitFile($input: CreateCommitOnBranchInput!) {
    createCommitOnBranch(input: $input) { commit { oid url } }
  }
`;

/**
 * Commits one file by compare-and-swap on the branch's head. Never forces, never clones.
 * https://docs.github.com/graphql/reference/mutations#createcommitonbranch
 * @throws StaleHead, RuleViolation; OutageError when it is not known whether the commit was made
 */
export async function commitFile(github: GitHub, commit: FileCommit): Promise<{ oid: string; url: string }> {
  const input = {
    branch: { repositoryNameWithOwner: commit.repository, branchName: commit.branch },
    expectedHeadOid: commit.expectedHead,
    message: { headline: commit.headline, body: commit.body },
    fileChanges: { additions: [{ path: commit.path, contents: Buffer.from(commit.text).toString('base64') }] },
  };
  const answer = await github.mutate<{ createCommitOnBranch: { commit: { oid: string; url: string } } }>(
    CREATE_COMMIT,
    { input },
  );
  return answer.createCommitOnBranch.commit;
}
