import { type Answer, json } from '../http/message.ts';

/** An error response of GitHub: REST uses its status, GraphQL its type. */
export class GitHubApiError extends Error {
  override readonly name = 'GitHubApiError';
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string, message: string) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

/** Returns the error for a node id that does not exist or that the token cannot see. Mutations return status 200. */
export function unknownNode(id: string): GitHubApiError {
  return new GitHubApiError(200, 'NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
}

/** Returns the error for a change that the rules reject. GraphQL returns status 200. */
export function ruleViolation(status: number, reasons: string): GitHubApiError {
  return new GitHubApiError(status, 'UNPROCESSABLE', `Repository rule violations found\n\n${reasons}\n\n`);
}

/** Returns an error as a REST response. @throws any other error */
export function apiErrorAnswer(error: unknown): Answer {
  if (!(error instanceof GitHubApiError)) throw error;
  const message = error.status === 404 ? 'Not Found' : error.message;
  return json(error.status, {
    message,
    documentation_url: 'https://docs.github.com/rest',
    status: String(error.status),
  });
}
