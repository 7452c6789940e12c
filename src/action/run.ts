import http from 'node:http';
import { error as annotate, debug, ExitCode, info, setOutput } from '@actions/core';
import { OutageError, UserError } from '../errors.ts';
import { writeSummary } from './summary.ts';

const TROUBLESHOOTING = 'https://github.com/flux-data/flux-airflow/blob/main/docs/reference/errors.md';

/** Runs an entry point; whatever it throws becomes one red annotation that says what to do, and outcome `failed`. */
export async function run(title: string, entry: () => Promise<void>): Promise<void> {
  try {
    // Absent before Node 24.14, where the run goes without a proxy.
    http.setGlobalProxyFromEnv?.();
    await entry();
  } catch (error) {
    setOutput('outcome', 'failed');
    await report(title, error);
  }
}

async function report(title: string, error: unknown): Promise<void> {
  const { heading, message, remedy } = explain(error);
  if (error instanceof UserError) {
    for (const { message: finding, location } of error.findings) {
      annotate(finding, {
        title: heading,
        ...(location?.file === undefined ? {} : { file: location.file }),
        ...(location?.line === undefined ? {} : { startLine: location.line }),
      });
    }
  }
  process.exitCode = ExitCode.Failure;
  annotate(`${message} ${remedy}`, { title: heading });
  debug(error instanceof Error ? describe(error) : String(error));
  await writeSummary(
    `## ❌ ${title}: ${heading}\n\n${message}\n\n**What to do:** ${remedy}\n${listFindings(error)}`,
  ).catch((failure) => info(`The job summary could not be written: ${failure}`));
}

function explain(error: unknown): { heading: string; message: string; remedy: string } {
  if (error instanceof UserError) {
    return {
      heading: error.code,
      message: error.message,
      remedy: `${error.remedy} (${TROUBLESHOOTING}#${error.code})`,
    };
  }
  if (error instanceof OutageError) {
    const { service, request, status, requestId } = error.outage;
    const detail = [
      status === undefined ? undefined : `HTTP ${status}`,
      requestId === undefined ? undefined : `request id ${requestId}`,
    ];
    const remedy = 'Run this job again: it looks at what is done before it does anything, so a rerun is safe.';
    return {
      heading: `${service} is not available`,
      message: `${error.message} (${[service, request, ...detail].filter((part) => part !== undefined).join(', ')}).`,
      remedy,
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    heading: 'internal error',
    message: `An error that flux-airflow does not know: ${message}`,
    remedy: 'Run the job again with debug logging, and report what it prints; a rerun is safe.',
  };
}

function listFindings(error: unknown): string {
  if (!(error instanceof UserError)) return '';
  return error.findings
    .map(({ message, location }) => `\n- ${location === undefined ? '' : `\`${location.file}\`: `}${message}`)
    .join('');
}

/** The stack with all causes, which only debug logging shows. */
function describe(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${describe(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
