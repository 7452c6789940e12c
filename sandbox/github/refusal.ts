import { type Answer, json } from '../http/message.ts';

/** An error that GitHub answers: REST by status, GraphQL by type. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string, message: string) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

/** There is nothing with this node id, or nothing that the token may see; the status is 200 where a mutation asks. */
export function unknownNode(id: string): Refusal {
  return new Refusal(200, 'NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
}

/** A change that the rules refuse for these reasons; the status is 200 where GraphQL is asked. */
export function ruleViolation(status: number, reasons: string): Refusal {
  return new Refusal(status, 'UNPROCESSABLE', `Repository rule violations found\n\n${reasons}\n\n`);
}

/** A refusal as REST answers it. @throws whatever else it is given */
export function refusalAnswer(error: unknown): Answer {
  if (!(error instanceof Refusal)) throw error;
  const message = error.status === 404 ? 'Not Found' : error.message;
  return json(error.status, {
    message,
    documentation_url: 'https://docs.github.com/rest',
    status: String(error.status),
  });
}
