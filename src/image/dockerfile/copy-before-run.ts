import type { Context } from '../context/context.ts';
import { hasWildcard } from '../context/glob.ts';
import type { Instruction, Stage } from './dockerfile.ts';
import { parseHeredoc } from './heredoc.ts';
import { executes, isCopy, type Split } from './split.ts';
import { findStageUsers } from './stage-users.ts';
import { findUse, type Use } from './use-of-copy.ts';
import { wordsOf } from './words/instruction-words.ts';

/** A copy of code that is part of the runtime. */
export interface EarlyCopy {
  readonly instruction: Instruction;
  /** Its stage, if that is not the last one. */
  readonly stage?: EarlierStage;
  /** The last instruction of the last stage that executes; missing if none does. */
  readonly last?: Instruction;
  /** The RUN that needs the copied files at their place. */
  readonly use?: Use;
  /** The lines that execute after the copy, in its stage and in those that the image continues it with. */
  readonly repeated: readonly number[];
}

export interface EarlierStage {
  /** Its name or number. */
  readonly name: string;
  /** The instruction of the last stage that copies from it or mounts it; `unused` if the image does not need it. */
  readonly user: Instruction | 'unused' | 'unknown';
}

/** Returns the copies of Python code that come before an instruction that executes, in all stages. */
export function findCopiesBeforeRun(split: Split, context: Context): EarlyCopy[] {
  const { runtime, lineage, dockerfile } = split;
  const end = runtime.at(-1);
  const users = findStageUsers(runtime);
  const executed = end?.instructions.findLast(executes);
  const last = executed === undefined ? {} : { last: executed };
  // The last stage may only continue the one in which the runtime ends. Then nothing executes in it.
  const lastOfEarlier = end?.from === dockerfile.stages.at(-1)?.from ? last : {};
  return runtime.flatMap((stage, index): EarlyCopy[] => {
    if (stage === end) return copiesIn(stage, [], context, true).map((found) => ({ ...found, ...last }));
    const first = users === undefined ? 'unknown' : (users.get(stage) ?? 'unused');
    const isKnown = first === 'unused' || end?.instructions.some((each) => each === first);
    const earlier: EarlierStage = { name: stage.name ?? String(index), user: isKnown ? first : 'unknown' };
    const continued = lineage.includes(stage) ? lineage.slice(lineage.indexOf(stage) + 1) : [];
    return copiesIn(stage, continued, context, false).map((found) => ({ ...found, stage: earlier, ...lastOfEarlier }));
  });
}

function copiesIn(
  { instructions }: Stage,
  continued: readonly Stage[],
  context: Context,
  isLast: boolean,
): EarlyCopy[] {
  const after = continued.flatMap((stage) => stage.instructions);
  return instructions.flatMap((instruction, index) => {
    const later = [...instructions.slice(index + 1), ...after].filter(executes);
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
