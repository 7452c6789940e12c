import type { Context } from '../context/context.ts';
import { hasWildcard } from '../context/glob.ts';
import type { Instruction, Stage } from './dockerfile.ts';
import { parseHeredoc } from './heredoc.ts';
import { executes, isCopy, type Split } from './split.ts';
import { findUse, type Use } from './use-of-copy.ts';
import { wordsOf } from './words/instruction-words.ts';

/** A copy of code that is part of the runtime. */
export interface EarlyCopy {
  readonly instruction: Instruction;
  /** The name or number of its stage, if that is not the last one. */
  readonly stage?: string;
  /** The RUN that needs the copied files at their place. */
  readonly use?: Use;
  /** The lines that execute after the copy, in its stage. */
  readonly repeated: readonly number[];
}

/** Returns the copies of Python code that come before an instruction that executes, in all stages. */
export function findCopiesBeforeRun(split: Split, context: Context): EarlyCopy[] {
  const last = split.runtime.length - 1;
  return split.runtime.flatMap((stage, index) => {
    const name = index === last ? {} : { stage: stage.name ?? String(index) };
    return copiesIn(stage, context, index === last).map((found) => ({ ...found, ...name }));
  });
}

function copiesIn({ instructions }: Stage, context: Context, isLast: boolean): EarlyCopy[] {
  return instructions.flatMap((instruction, index) => {
    const later = instructions.slice(index + 1).filter(executes);
    if (!isCopy(instruction) || executes(instruction) || (isLast && later.length === 0)) return [];
    if (!copiesCode(instruction, context)) return [];
    const use = findUse(instruction, later);
    return [{ instruction, repeated: later.map(({ line }) => line), ...(use === undefined ? {} : { use }) }];
  });
}

/** Returns whether a COPY copies code: a folder or a wildcard. A single file, such as setup.py, is usually for the RUN that follows. */
function copiesCode(instruction: Instruction, context: Context): boolean {
  const sources = wordsOf(instruction).slice(0, -1);
  return sources.some((source) => {
    if (parseHeredoc(source) !== undefined) return false;
    const isWildcard = source.split('/').some(hasWildcard);
    const entries = context.resolve(source).map(({ entry }) => entry);
    const found = entries.filter(({ type }) => isWildcard || type === 'directory');
    return found.some((entry) => context.walk(entry).some(({ path }) => path.endsWith('.py')));
  });
}
