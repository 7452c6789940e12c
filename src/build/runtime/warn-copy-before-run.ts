import { type EarlyCopy, findCopiesBeforeRun } from '../../image/dockerfile/copy-before-run.ts';
import { annotate } from '../../runner/annotate.ts';
import type { Plan } from '../plan/plan.ts';

/** Warns of code that is copied before a RUN, because each change to it builds the runtime again. */
export function warnOfCopyBeforeRun({ split, context, extent, triggers }: Plan): void {
  if (extent !== 'runtime' || triggers !== undefined) return;
  for (const copy of findCopiesBeforeRun(split, context)) {
    const { line } = copy.instruction;
    annotate('warning', 'code before RUN', describeCopy(copy), { file: split.dockerfile.path, startLine: line });
  }
}

/** Says what the line costs, and what to do. A copy that a RUN needs cannot just move. */
export function describeCopy({ stage, use }: EarlyCopy): string {
  const place = stage === undefined ? 'before a later RUN' : `in the stage “${stage}”`;
  return `This line copies code ${place}, so each change to the code builds the runtime again. ${remedy(stage, use)}`;
}

function remedy(stage: string | undefined, use: EarlyCopy['use']): string {
  const run = use && `The RUN in line ${use.line}`;
  if (use?.kind === 'builds') {
    return `${run} builds the project from it, so it cannot move as it is: copy only the list of dependencies before that RUN, install them there, and copy the code after the last RUN.`;
  }
  if (use?.kind === 'owner') {
    return `${run} changes the owner or mode of the copied files, so it cannot move as it is: set them with --chown and --chmod of COPY, and then copy the code after the last RUN.`;
  }
  if (use?.kind === 'path') {
    return `${run} names the place of the copied files, so it may need them: copy only the files that it needs before it, and the rest after the last RUN.`;
  }
  return stage === undefined
    ? 'Move it after the last RUN, unless a RUN needs the code.'
    : 'Copy the code in the last stage, after its last RUN, unless this stage needs it.';
}
