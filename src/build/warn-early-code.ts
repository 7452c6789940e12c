import { annotate } from '../action/annotate.ts';
import { findEarlyCode } from '../image/early-code.ts';
import type { Plan } from './plan.ts';

/** Warns of code that is copied before something executes: each change of it builds the runtime again. */
export function warnOfEarlyCode({ split, context, extent }: Plan): void {
  if (extent !== 'runtime') return;
  for (const { line } of findEarlyCode(split, context)) {
    annotate(
      'warning',
      'code before RUN',
      'This line copies code before a later RUN, so each change of the code builds the runtime again. Move it behind the last RUN, unless a RUN needs the code.',
      { file: split.dockerfile.path, startLine: line },
    );
  }
}
