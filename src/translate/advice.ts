import type { ErrorCode } from '../error-codes.ts';
import { type AdapterError, OutageError, UserError } from '../errors.ts';
import type { FindingDetail } from '../findings.ts';

/** What the user reads in addition to the message of an adapter's error. */
export interface Advice {
  readonly code: ErrorCode;
  /** What to do. */
  readonly remedy: string;
  readonly findings?: readonly FindingDetail[];
}

/** Returns the user's error for an adapter's error: the same message, with a code and what to do. */
export function advise(error: AdapterError, { code, remedy, findings = [] }: Advice): UserError {
  return new UserError(code, error.message, remedy, { findings, cause: error });
}

/** Returns the outage of a service that did not answer or answered with a server error. */
export function outageOf(error: AdapterError, retryAt?: Date): OutageError {
  const { service, request, status, requestId } = error.call ?? { service: error.name, request: '' };
  return new OutageError(error.message, {
    service,
    request,
    ...(status === undefined ? {} : { status }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAt === undefined ? {} : { retryAt }),
    cause: error,
  });
}
