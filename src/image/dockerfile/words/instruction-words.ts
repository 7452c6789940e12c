import { parseJson } from '../../../parse-json.ts';
import type { Instruction } from '../dockerfile.ts';
import { splitWords } from './expand.ts';

/** Returns the names that ENV or ARG sets; in the old form of ENV, `NAME value`, only the first word is one. */
export function assignedNames(rest: string, escapeToken: string): string[] {
  const words = splitWords(rest, escapeToken);
  const names = words.map((word) => word.split('=', 1)[0] ?? '');
  return words.some((word) => word.includes('=')) ? names : names.slice(0, 1);
}

/** Returns the arguments of COPY, ADD, EXPOSE and VOLUME: a JSON list, or split at any white space; not expanded. */
export function wordsOf(instruction: Instruction): string[] {
  return jsonOf(instruction) ?? instruction.rest.split(/[\t\v\f\r ]+/);
}

/** Returns the JSON (exec) form of an instruction; `undefined` when it is in the shell form. */
export function jsonOf({ rest }: Instruction): string[] | undefined {
  if (!rest.startsWith('[')) return undefined;
  const value = parseJson(rest);
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}
