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

/** Returns one sentence that says which line to move, and what that saves. A copy that a RUN needs cannot just move. */
export function describeCopy({ instruction, stage, use, repeated }: EarlyCopy): string {
  const cost = repeated.length === 0 ? 'building the runtime again' : `executing ${listLines(repeated)} again`;
  const saving = `so that a change of this code adds a layer in a second instead of ${cost}, which takes minutes`;
  return `${remedy(instruction.line, stage, use)}, ${saving}.`;
}

function remedy(line: number, stage: string | undefined, use: EarlyCopy['use']): string {
  const run = `line ${use?.line}`;
  const last = stage === undefined ? 'below the last RUN' : 'in the last stage, below its last RUN';
  const target = stage === undefined ? last : 'to the last stage, below its last RUN';
  switch (use?.kind) {
    case 'builds':
      return `Copy only the list of dependencies above ${run}, which builds the project from this code, and copy the code ${last}`;
    case 'owner':
      return `Replace the change of owner or mode in ${run} by --chown and --chmod, and move line ${line} ${last}`;
    case 'path':
      return `Above ${run}, copy only the files that it names, and copy the rest ${last}`;
    default:
      return `Move line ${line} ${target}, unless a RUN between needs it`;
  }
}

function listLines(lines: readonly number[]): string {
  const shown = lines.length > 3 ? [...lines.slice(0, 2), `${lines.length - 2} more`] : lines;
  if (shown.length < 2) return shown.map((line) => `line ${line}`).join('');
  return `lines ${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
