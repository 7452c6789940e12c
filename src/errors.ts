import type { ErrorCode } from './error-codes.ts';
import type { Finding, FindingDetail } from './findings.ts';

/**
 * An error that the user of the action has to fix: a wrong input, a refused deployment.
 * `code` is stable and names its section in docs/reference/errors.md.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code: ErrorCode;
  /** What to do, as a sentence. */
  readonly remedy: string;
  /** The end of the run in one line, instead of the code's words in headings. */
  readonly headline: string | undefined;
  /** Each gets an annotation after that of the error; empty when the message says it all. */
  readonly findings: readonly Finding<ErrorCode>[];

  constructor(
    code: ErrorCode,
    message: string,
    remedy: string,
    options: { findings?: readonly FindingDetail[]; cause?: unknown; headline?: string } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.remedy = remedy;
    this.headline = options.headline;
    this.findings = (options.findings ?? []).map((detail) => ({ level: 'error', code, ...detail }));
  }
}

export interface Outage {
  /** `GitHub`, `registry`, `Amazon ECR`, … */
  readonly service: string;
  /** Method and path, without a query that could hold a secret. */
  readonly request: string;
  readonly status?: number;
  /** The id that the service gave to the request, for its support. */
  readonly requestId?: string;
  /** When the service accepts requests again. */
  readonly retryAt?: Date;
  readonly cause?: unknown;
}

/** A service that still fails after all retries. A rerun is safe, because every step reads before it writes. */
export class OutageError extends Error {
  override readonly name = 'OutageError';
  readonly outage: Outage;

  constructor(message: string, outage: Outage) {
    super(message, { cause: outage.cause });
    this.outage = outage;
  }
}

/** The call that an adapter made when it failed. */
export interface FailedCall {
  /** `GitHub`, `registry`, `Amazon ECR`, … */
  readonly service: string;
  /** Method and path, without a query that could hold a secret. */
  readonly request: string;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
}

/**
 * The error of an adapter, such as `GitHubError`. It knows no input and no code of docs/reference/errors.md;
 * `translate` turns it into the error that the user reads. Callers branch on `kind`.
 */
export abstract class AdapterError<Kind extends string = string> extends Error {
  readonly kind: Kind;
  /** `undefined` when no call failed: a response lacks something, or a name is not valid. */
  readonly call: FailedCall | undefined;

  constructor(kind: Kind, message: string, options: { readonly call?: FailedCall; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.call = options.call;
  }

  /** Whether the service refused the call, which therefore changed nothing. Otherwise its effect is unknown. */
  get isRefusal(): boolean {
    return this.didNothing && this.kind !== 'rate-limit';
  }

  /** Returns whether the call changed nothing: the service refused it, for good or until a limit is reset. */
  get didNothing(): boolean {
    return this.kind !== 'unavailable';
  }
}
