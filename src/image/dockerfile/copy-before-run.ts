import type { Context } from '../context/context.ts';
import type { Instruction } from './dockerfile.ts';
import { parseHeredoc } from './heredoc.ts';
import { wordsOf } from './instruction-words.ts';
import { executes, isCopy, type Split } from './split.ts';

/** Returns the last stage's copies of folders with Python code that come before an instruction that executes. */
export function findCopiesBeforeRun(split: Split, context: Context): Instruction[] {
  const instructions = split.runtime.at(-1)?.instructions ?? [];
  return instructions.filter((instruction, index) => {
    if (!isCopy(instruction) || executes(instruction) || !instructions.slice(index + 1).some(executes)) return false;
    const sources = wordsOf(instruction).slice(0, -1);
    const found = sources.flatMap((source) => (parseHeredoc(source) ? [] : context.resolve(source)));
    const folders = found.map(({ entry }) => entry).filter(({ type }) => type === 'directory');
    return folders.some((folder) => context.walk(folder).some(({ path }) => path.endsWith('.py')));
  });
}
