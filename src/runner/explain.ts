import type { ErrorCode } from '../error-codes.ts';
import { OutageError, UserError } from '../errors.ts';
import { withoutQueries } from '../http/reason.ts';
import { redact } from '../http/redact.ts';
import { ISSUES_URL } from './reference-url.ts';
import { translate } from './translate/translate.ts';

/** An error in the words of whoever has to act on it. */
export interface Explanation {
  readonly code: ErrorCode;
  /** What happened. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
}

/** Says of any error what happened and what to do. What an unknown one says comes without masked secrets and queries. */
export function explain(thrown: unknown): Explanation {
  const error = translate(thrown);
  if (error instanceof UserError) return error;
  if (error instanceof OutageError) return explainOutage(error);
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    code: 'internal-error',
    message: `flux-airflow failed in a way that it does not know: ${clean(what)}.`,
    remedy: `Run this job again, with debug logging. If it fails again, report it at ${ISSUES_URL} with this text, the version of the action and the debug log; look first that the log shows nothing that is not for everybody.`,
  };
}

function explainOutage({ message: told, outage: { service, request, status, requestId } }: OutageError): Explanation {
  const message = told.replace(/\.$/, '');
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
    remedy: `Run this job again: each step looks at what is done before it does anything. If it fails again, see whether ${service} is up and the runner reaches it.`,
  };
}

/** Who ended the run is not told: somebody, the time limit of the job, or a newer run of its concurrency group. */
export function explainSignal(signal: NodeJS.Signals): Explanation {
  return {
    code: 'cancelled',
    message: `The run was ended from outside (${signal}): by somebody, by timeout-minutes of the job, or by a newer run of its concurrency group.`,
    remedy: 'Run this job again if what it was to do is still wanted: nothing is done twice.',
  };
}

/** The stack with all causes, for debug logging, without masked secrets and the queries of addresses, which may sign. */
export function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return clean(String(error));
  const cause = error.cause instanceof Error ? `\ncaused by ${traceOf(error.cause)}` : '';
  return `${clean(error.stack ?? error.message)}${cause}`;
}

function clean(text: string): string {
  return withoutQueries(redact(text));
}
