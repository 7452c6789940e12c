import { type Answer, json } from '../http/message.ts';

/** One of the details that come with a 422. */
export interface Detail {
  readonly resource?: string;
  readonly field?: string;
  readonly code: string;
  readonly message?: string;
}

/** An error that GitHub answers: REST by status, GraphQL by type. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly type: string;
  readonly details: readonly Detail[] | undefined;

  constructor(status: number, type: string, message: string, details?: readonly Detail[]) {
    super(message);
    this.status = status;
    this.type = type;
    this.details = details;
  }
}

/** What REST says of a request that cannot be done. */
export function unprocessable(message: string, details?: readonly Detail[]): Refusal {
  return new Refusal(422, 'UNPROCESSABLE', message, details);
}

export function ruleViolations(status: number, violations: readonly string[]): Refusal {
  return new Refusal(
    status,
    'UNPROCESSABLE',
    `Repository rule violations found\n\n${violations.join('\n\n')}\n\n`,
  );
}

/** The REST answer of a refusal; other errors are thrown on. */
export function refuse(error: unknown): Answer {
  if (!(error instanceof Refusal)) throw error;
  const message = error.message.startsWith('Could not resolve') ? 'Not Found' : error.message;
  return json(error.status, {
    message,
    ...(error.details && { errors: error.details }),
    documentation_url: 'https://docs.github.com/rest',
    status: String(error.status),
  });
}
