import { info } from '@actions/core';
import { annotate } from '../runner/annotate.ts';
import { setOutputs } from '../runner/outputs.ts';
import { writeSummary } from '../runner/summary.ts';
import type { StatusOptions } from './options.ts';
import { countBehind, renderStatus } from './render.ts';
import type { Status } from './result.ts';

/** Writes outputs, warnings and summary. Drift and unknown facts are warnings, because the run itself did not fail. */
export async function reportStatus({ location }: StatusOptions['target'], status: Status): Promise<void> {
  const { tag, current, hold, next, drift, unknown } = status;
  annotateStatus(status);
  setOutputs({
    tag: tag ?? undefined,
    'deployed-at': current?.since,
    'commits-behind': next?.count.toString(),
    held: String(hold !== undefined),
    drift: JSON.stringify(drift),
    unknown: JSON.stringify(unknown),
  });
  const since = current?.since ?? 'an unknown time';
  info(`Deployed: ${tag ?? 'nothing'}, since ${since}. Behind: ${countBehind(next)}.`);
  for (const sentence of next?.refusals ?? []) info(`The next deployment would be refused: ${sentence}`);
  writeSummary('headline', renderStatus(location, status));
}

function annotateStatus({ drift, unknown, leftBehind, warnings }: Status): void {
  for (const { message } of drift) annotate('warning', 'drift', message);
  for (const { message } of unknown) annotate('warning', 'could not check', message);
  for (const { message } of leftBehind) annotate('warning', 'other image still referenced', message);
  for (const sentence of warnings) annotate('warning', 'image expired', sentence);
}
