import { NeedsDocker, NeedsWholeContext } from '../image/dockerfile/needs-docker.ts';
import { annotate } from '../runner/annotate.ts';
import type { Extent } from './plan/plan.ts';

export interface FullBuild {
  readonly extent: Exclude<Extent, 'runtime'>;
  readonly reason: NeedsDocker;
}

/**
 * Returns how much Docker has to build, after an instruction was found whose result only Docker knows.
 * @throws the error itself, if it is another one, or if Docker already builds that much
 */
export function widenExtent(error: unknown, extent: Extent): FullBuild {
  const wider = error instanceof NeedsWholeContext ? 'whole-context' : 'whole';
  if (!(error instanceof NeedsDocker) || extent === wider) throw error;
  return { extent: wider, reason: error };
}

/** Warns of each reason for which Docker builds the whole image, once for all platforms. */
export function warnOfFullBuild(reasons: readonly NeedsDocker[], warned: Set<string>): void {
  for (const { message, file, line } of reasons) {
    if (warned.has(message)) continue;
    warned.add(message);
    const sentence = `${message}. Docker builds the whole image, again for each change to a file that it copies.`;
    annotate('warning', 'full docker build', sentence, { file, startLine: line });
  }
}
