import type { ErrorCode } from '../error-codes.ts';
import { OutageError, UserError } from '../errors.ts';
import { withoutQueries } from '../http/reason.ts';
import { redact } from '../http/redact.ts';
import { formatTime } from '../time.ts';
import { ISSUES_URL } from './reference-url.ts';

/** Times are shown without seconds, so the next minute is the first that is late enough. */
const ONE_MINUTE_MS = 60_000;

/** An error as the user reads it. */
export interface Explanation {
  readonly code: ErrorCode;
  /** What happened. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
  /** The end of the run in one line; `undefined`: the words of the code. */
  readonly headline?: string | undefined;
}

/** Returns what happened and what to do for a translated error. Secrets and URL queries are removed from unknown errors. */
export function explain(error: unknown): Explanation {
  if (error instanceof UserError) return error;
  if (error instanceof OutageError) return explainOutage(error);
  const description = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    code: 'internal-error',
    message: `flux-airflow failed with an unexpected error: ${clean(description)}.`,
    remedy: `Run this job again with debug logging. If it fails again, report it at ${ISSUES_URL} with this text, the version of the action and the debug log. Remove confidential details from the log first.`,
  };
}

function explainOutage(error: OutageError): Explanation {
  const { service, request, status, requestId, retryAt } = error.outage;
  const message = error.message.replace(/\.$/, '');
  const detail = [
    service,
    request,
    status === undefined ? undefined : `HTTP ${status}`,
    requestId === undefined ? undefined : `request id ${requestId}`,
  ];
  const more = detail.filter((part) => part !== undefined && !message.includes(part)).join(', ');
  return {
    code: 'service-unavailable',
    message: more === '' ? `${message}.` : `${message} (${more}).`,
    remedy:
      retryAt === undefined
        ? `Run this job again: it skips what is already done. If it fails again, check that ${service} is up and that the runner can reach it.`
        : `Run this job again after ${formatTime(new Date(retryAt.getTime() + ONE_MINUTE_MS).toISOString())}: it skips what is already done.`,
  };
}

/** Explains a signal. GitHub does not say why it cancelled a run, so the message lists the possible reasons. */
export function explainSignal(signal: NodeJS.Signals): Explanation {
  return {
    code: 'cancelled',
    message: `The run was cancelled (${signal}): by a person, by timeout-minutes of the job, or by a newer run of its concurrency group.`,
    remedy: 'Run this job again if its result is still needed: it skips what is already done.',
  };
}

/** Returns the stack with all causes for the debug log, without secrets and URL queries, which may hold signatures. */
export function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return clean(String(error));
  const cause = error.cause instanceof Error ? `\ncaused by ${traceOf(error.cause)}` : '';
  return `${clean(error.stack ?? error.message)}${cause}`;
}

function clean(text: string): string {
  return withoutQueries(redact(text));
}
