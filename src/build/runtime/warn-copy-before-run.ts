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
export function describeCopy(copy: EarlyCopy): string {
  // Docker does not execute a stage that the image does not use, but its files belong to the key of the runtime.
  const repeated = copy.stage?.user === 'unused' ? [] : copy.repeated;
  const cost = repeated.length === 0 ? 'building the runtime again' : `executing ${listLines(repeated)} again`;
  const saving = `so that a change of this code adds a layer in a second instead of ${cost}, which takes minutes`;
  return `${remedy(copy)}, ${saving}.`;
}

function remedy(copy: EarlyCopy): string {
  const { use, stage } = copy;
  const { line } = copy.instruction;
  if (stage?.user === 'unused')
    return `Move the stage of line ${line}, which the image does not use, below the last stage, and set the input target to the stage that is deployed`;
  const run = `line ${use?.line}`;
  const place = placeOf(copy);
  const inLast = stage === undefined ? place : ['in the last stage', place].filter(Boolean).join(', ');
  switch (use?.kind) {
    case 'builds':
      return `Copy only the list of dependencies above ${run}, which builds the project from this code, and copy the code ${inLast}`;
    case 'owner':
      return `Replace the change of owner or mode in ${run} by --chown and --chmod, and move line ${line} ${inLast.replace(/^in/, 'to')}`;
    case 'path':
      return `Above ${run}, copy only the files that it names, and copy the rest ${inLast}`;
    default:
      return `Move line ${line} ${[inLast.replace(/^in/, 'to'), ...replaced(copy)].join(', ')}, unless ${needer(stage)} needs it`;
  }
}

/** Returns where the last stage can copy code; empty if nothing executes in it, apart from the line that the copy replaces. */
function placeOf({ stage, last }: EarlyCopy): string {
  if (last === undefined || (last === stage?.user && last.keyword !== 'RUN')) return '';
  if (last.keyword !== 'RUN') return `below line ${last.line}`;
  return stage === undefined ? 'below the last RUN' : 'below its last RUN';
}

/** Returns what the copy replaces: the line that takes the files from its stage, unless a line of that stage works on them. */
function replaced({ stage, repeated }: EarlyCopy): string[] {
  const user = userOf(stage);
  if (repeated.length > 0 || (user?.keyword !== 'COPY' && user?.keyword !== 'ADD')) return [];
  return [`in place of line ${user.line}, which copies from its stage`];
}

function needer(stage: EarlyCopy['stage']): string {
  const user = userOf(stage);
  return user?.keyword === 'RUN' ? `line ${user.line}, which mounts its stage,` : 'a RUN between';
}

function userOf(stage: EarlyCopy['stage']) {
  return typeof stage?.user === 'object' ? stage.user : undefined;
}

function listLines(lines: readonly number[]): string {
  const shown = lines.length > 3 ? [...lines.slice(0, 2), `${lines.length - 2} more`] : lines;
  if (shown.length < 2) return shown.map((line) => `line ${line}`).join('');
  return `lines ${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
