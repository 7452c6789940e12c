import type { GitHub } from '../api/client.ts';
import { splitRepository } from '../repository/split-repository.ts';

/** The longest body that GitHub accepts; https://docs.github.com/rest/issues/comments. Characters. */
const MAX_BODY = 65_536;
/** The maximum length of all marks. Characters. */
const MAX_MARKS = 500;
/** The room that each section has, however long the others are. Characters. */
const RESERVED = 4_000;
const MARK = '<!-- flux-airflow -->';
const CUT = '\n\n…truncated; the full text is in the job summary.';

const READ = /* GraphQL */ `
  query ReadComments($owner: String!, $name: String!, $number: Int!, $after: String) {
    repository(owner: $owner, name: $name) {
      pullRequest(number: $number) {
        id
        comments(first: 100, after: $after) {
          nodes { id body viewerDidAuthor }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`;
const ADD = /* GraphQL */ `
  mutation AddComment($input: AddCommentInput!) { addComment(input: $input) { clientMutationId } }
`;
const UPDATE = /* GraphQL */ `
  mutation UpdateComment($input: UpdateIssueCommentInput!) { updateIssueComment(input: $input) { clientMutationId } }
`;

interface Comment {
  readonly id: string;
  readonly body: string;
  readonly viewerDidAuthor: boolean;
}

interface CommentResponse {
  readonly repository: {
    readonly pullRequest: {
      readonly id: string;
      readonly comments: {
        readonly nodes: readonly Comment[];
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      };
    };
  };
}

/** The sections of the comment, in this order: after the merge, the news are about the deployment. */
const SECTIONS = ['deployment', 'check'] as const;
export type Section = (typeof SECTIONS)[number];

/** The part of the check that a deployment repeats: the changes of the merge. */
export const CHANGES = 'changes';

/** A pull request and the comment of this action; `undefined`: it has none. */
export interface Found {
  readonly pullRequestId: string;
  readonly comment: Comment | undefined;
}

/**
 * Writes one section of this action's comment on a pull request, keeps the other, and returns the whole comment. Never
 * changes a comment of another author.
 * @param found the current comment, if the caller has read it already
 * https://docs.github.com/graphql/reference/mutations#addcomment
 * @throws GitHubError, such as `permission`
 */
export async function writeSection(
  github: GitHub,
  repository: string,
  number: number,
  section: Section,
  markdown: string,
  found: Promise<Found> = findComment(github, repository, number),
): Promise<string> {
  const { pullRequestId, comment } = await found;
  const body = replaceSection(comment?.body ?? '', section, markdown);
  if (comment === undefined) await github.mutate(ADD, { input: { subjectId: pullRequestId, body } });
  else if (comment.body !== body) await github.mutate(UPDATE, { input: { id: comment.id, body } });
  return body;
}

/** Finds this action's comment on a pull request. @throws GitHubError, such as `permission` */
export async function findComment(github: GitHub, repository: string, number: number): Promise<Found> {
  const { owner, name } = splitRepository(repository);
  for (let after: string | null = null; ; ) {
    const answer: CommentResponse = await github.query<CommentResponse>(READ, { owner, name, number, after });
    const { id: pullRequestId, comments } = answer.repository.pullRequest;
    const comment = comments.nodes.find((each) => each.viewerDidAuthor && each.body.startsWith(MARK));
    after = comments.pageInfo.endCursor;
    if (comment !== undefined || !comments.pageInfo.hasNextPage) return { pullRequestId, comment };
  }
}

/** Returns the body with a new section, truncated to leave room for the other sections within GitHub's limit. */
export function replaceSection(body: string, section: Section, markdown: string): string {
  const parts = SECTIONS.map((name) => [name, name === section ? markdown : readPart(body, name)] as const);
  const others = parts.reduce((sum, [name, text]) => sum + (name === section ? 0 : Math.max(text.length, RESERVED)), 0);
  const room = Math.max(MAX_BODY - MAX_MARKS - others, CUT.length);
  const cut = (text: string) => (text.length > room ? `${text.slice(0, room - CUT.length)}${CUT}` : text);
  const written = parts.flatMap(([name, text]) =>
    text === '' ? [] : [markPart(name, name === section ? cut(text) : text)],
  );
  return [MARK, ...written].join('\n');
}

/** Returns text with marks by which `readPart` finds it. */
export function markPart(name: string, text: string): string {
  return `${begin(name)}\n${text}\n${end(name)}`;
}

/** Returns the part with this name; empty if it is missing or truncated. */
export function readPart(body: string, name: string): string {
  const [from, to] = [body.indexOf(`${begin(name)}\n`), body.indexOf(`\n${end(name)}`)];
  return from === -1 || to === -1 ? '' : body.slice(from + begin(name).length + 1, to);
}

function begin(name: string): string {
  return `<!-- flux-airflow: ${name} -->`;
}

function end(name: string): string {
  return `<!-- flux-airflow: end of ${name} -->`;
}
