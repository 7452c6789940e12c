import http from 'node:http';
import { error as annotate, debug, ExitCode, setOutput, setSecret } from '@actions/core';
import { UserError } from '../errors.ts';
import type { Finding } from '../findings.ts';
import { announceSecrets } from '../http/redact.ts';
import { escapeText, code as inCode, link, shortenCommits } from '../markdown.ts';
import { translate } from '../translate/translate.ts';
import { endRun } from './at-end.ts';
import { blockWrites, endCancelled } from './cancellation.ts';
import { type Explanation, explain, explainSignal, traceOf } from './explain.ts';
import { completeRemedy } from './job-permissions.ts';
import { reasonOf } from './reasons.ts';
import { referenceUrl } from './reference-url.ts';
import { reportFindings } from './report-findings.ts';
import { describeSideEffects, type Entry } from './side-effects.ts';
import { writeSummary } from './summary.ts';

/** To cancel a run, the runner sends SIGINT, 7.5 s later SIGTERM, and kills the process another 2.5 s later. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs an entry point. If it throws, or a signal ends it, writes an error annotation and a summary: what happened, what is
 * safe, what to do, where to read more. The outcome is then `failed`. The findings of an error get annotations of their own.
 */
export async function run(entry: Entry, work: () => Promise<void>): Promise<void> {
  reportSignals(entry);
  // Outside a runner, printing the mask command would itself show the secret.
  if (process.env.GITHUB_ACTIONS === 'true') announceSecrets(setSecret);
  process.once('uncaughtException', (error) => {
    blockWrites();
    fail(entry, error);
    void endRun().finally(() => process.exit());
  });
  try {
    // Absent before Node 24.14: the run then ignores the proxy.
    http.setGlobalProxyFromEnv?.();
    requireLinux();
    await work();
  } catch (error) {
    fail(entry, error);
    await endRun();
    // Work that was started early, such as a fetch that is repeated for a minute, has no purpose any more.
    process.exit();
  }
  await endRun();
}

/** Reports a signal, does the last work of a cancelled run, then lets the signal end the process. */
function reportSignals(entry: Entry): void {
  for (const signal of SIGNALS) {
    process.once(signal, () => {
      const { code, message, remedy } = explainSignal(signal);
      report(entry, { code, message, remedy });
      const kill = () => process.kill(process.pid, signal);
      if (signal === 'SIGTERM') kill();
      else
        void endCancelled(new UserError(code, message, remedy))
          .finally(endRun)
          .finally(kill);
    });
  }
}

function fail(entry: Entry, thrown: unknown): void {
  const error = translate(thrown);
  const { code, message, remedy, headline } = explain(error);
  const explanation = { code, message, remedy: completeRemedy(entry, remedy, thrown), headline };
  const findings = findingsOf(error);
  debug(traceOf(thrown));
  report(entry, explanation, findings);
  reportFindings(findings, { errorsBefore: 1 });
}

function report(entry: Entry, explanation: Explanation, findings: readonly Finding[] = []): void {
  const { code, message, remedy, headline = `${entry}: ${reasonOf(code)}` } = explanation;
  process.exitCode = ExitCode.Failure;
  setOutput('outcome', 'failed');
  const sideEffects = describeSideEffects(entry);
  const more = referenceUrl('errors.md', code);
  annotate([message, `Safe now: ${sideEffects}`, `What to do: ${remedy}`, `More: ${more}`].join('\n'), { title: code });
  const parts = [
    `## ❌ ${shortenCommits(headline)}`,
    escapeText(shortenCommits(message)),
    ...(findings.length === 0 ? [] : [findings.map(renderFinding).join('\n')]),
    `**Safe now:** ${shortenCommits(sideEffects)}`,
    `**What to do:** ${remedy}`,
    `**More:** ${link(inCode(code), more)}`,
  ];
  writeSummary('headline', parts.join('\n\n'));
}

function findingsOf(error: unknown): readonly Finding[] {
  return error instanceof UserError ? error.findings : [];
}

function renderFinding({ message, location }: Finding): string {
  return `- ${location === undefined ? '' : `${inCode(location.file)}: `}${escapeText(message)}`;
}

/** Rejects a runner with Windows or macOS, on which paths, modes of files and Docker differ. @throws UserError `runner-os` */
function requireLinux(): void {
  const { RUNNER_OS: system = 'Linux' } = process.env;
  if (system === 'Linux') return;
  throw new UserError(
    'runner-os',
    `This runner has ${system}, but the action needs Linux.`,
    'Set runs-on to a runner with Linux, for example ubuntu-24.04.',
  );
}
