import { type Answer, json } from '../http/message.ts';

/** The gRPC codes that Argo CD returns with the HTTP status (https://grpc.io/docs/guides/status-codes/). */
const CODES = {
  InvalidArgument: { code: 3, status: 400 },
  NotFound: { code: 5, status: 404 },
  PermissionDenied: { code: 7, status: 403 },
  Unauthenticated: { code: 16, status: 401 },
} as const;

/** A request that Argo CD rejects. */
export class ArgoCdError extends Error {
  override readonly name = 'ArgoCdError';
  readonly kind: keyof typeof CODES;

  constructor(kind: keyof typeof CODES, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Returns the error in the JSON of grpc-gateway. */
export function errorAnswer({ kind, message }: ArgoCdError): Answer {
  const { code, status } = CODES[kind];
  return json(status, { error: message, code, message });
}
