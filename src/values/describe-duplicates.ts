import type { Values } from './parse.ts';

/** Describes the keys that mappings of a file have twice, without their values, each with the line of the second. */
export function describeDuplicates({ duplicates, position }: Values): { line: number; message: string }[] {
  return duplicates.map(({ key, first, second }) => {
    const lines = [second, first].map((offset) => Number(position(offset).split(':')[0]));
    const [line = 1, before] = lines;
    return {
      line,
      message: `line ${line} has the key ${key} again, first at line ${before}. Helm takes the last one.`,
    };
  });
}
