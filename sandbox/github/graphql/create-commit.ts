import type { Caller } from '../access.ts';
import { GitHubApiError, ruleViolation } from '../api-error.ts';
import { GITHUB_COMMITTER } from '../git.ts';
import { swapRef, writeCommit } from '../objects.ts';
import { commitNode, refNode } from './commit.ts';

export interface CreateCommitOnBranchInput {
  readonly clientMutationId?: string;
  readonly branch: { readonly repositoryNameWithOwner?: string; readonly branchName?: string };
  readonly expectedHeadOid: string;
  readonly message: { readonly headline: string; readonly body?: string };
  readonly fileChanges?: {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[];
    readonly deletions?: readonly { readonly path: string }[];
  };
}

/** Commits with a compare-and-swap of the branch's head, in which git decides who is first. */
export async function createCommitOnBranch(caller: Caller, input: CreateCommitOnBranchInput): Promise<object> {
  const repository = caller.repository(input.branch.repositoryNameWithOwner ?? '');
  caller.demand(repository.fullName, 'contents', 'write');
  const ref = repository.ref((input.branch.branchName ?? '').replace(/^refs\/heads\//, ''));
  const reason = repository.rejectionReason(ref, caller.user, 'update');
  if (reason !== undefined) throw ruleViolation(200, reason);
  const { expectedHeadOid } = input;
  if ((await repository.resolve(ref)) !== expectedHeadOid) throw stale(expectedHeadOid);
  const { headline, body = '' } = input.message;
  const oid = await writeCommit(repository.directory, {
    parent: expectedHeadOid,
    message: body === '' ? headline : `${headline}\n\n${body}`,
    author: caller.user,
    committer: GITHUB_COMMITTER,
    files: readChanges(input),
  });
  await swapRef(repository.directory, ref, oid, expectedHeadOid).catch(() => {
    throw stale(expectedHeadOid);
  });
  repository.signed.add(oid);
  repository.record(ref, expectedHeadOid, oid, caller.user, 'push');
  const commit = await repository.readCommit(oid);
  if (commit === undefined) throw new Error(`${oid} was not written`);
  const view = { repository, caller };
  return { clientMutationId: input.clientMutationId, commit: commitNode(view, commit), ref: refNode(view, ref, oid) };
}

function stale(oid: string): GitHubApiError {
  return new GitHubApiError(
    200,
    'STALE_DATA',
    `Expected branch to point to "${oid}" but it did not.  Pull and try again.`,
  );
}

function readChanges({ fileChanges }: CreateCommitOnBranchInput): Record<string, Buffer | null> {
  const additions = (fileChanges?.additions ?? []).map(({ path, contents }) => {
    const bytes = Buffer.from(contents, 'base64');
    if (bytes.toString('base64') !== contents.replace(/\s/g, '')) {
      throw new GitHubApiError(
        200,
        'UNPROCESSABLE',
        `A path was given base64 contents that cannot be decoded: ${path}`,
      );
    }
    return [path, bytes] as const;
  });
  const deletions = (fileChanges?.deletions ?? []).map(({ path }) => [path, null] as const);
  return Object.fromEntries([...additions, ...deletions]);
}
