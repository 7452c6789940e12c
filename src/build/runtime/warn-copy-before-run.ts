import { findCopiesBeforeRun } from '../../image/dockerfile/copy-before-run.ts';
import { annotate } from '../../runner/annotate.ts';
import type { Plan } from '../plan.ts';

/** Warns of code that is copied before a RUN, because each change to it builds the runtime again. */
export function warnOfCopyBeforeRun({ split, context, extent }: Plan): void {
  if (extent !== 'runtime') return;
  for (const { line } of findCopiesBeforeRun(split, context)) {
    annotate(
      'warning',
      'code before RUN',
      'This line copies code before a later RUN, so each change to the code builds the runtime again. Move it after the last RUN, unless a RUN needs the code.',
      { file: split.dockerfile.path, startLine: line },
    );
  }
}
