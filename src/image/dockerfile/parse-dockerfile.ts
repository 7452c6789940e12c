import { UserError } from '../../errors.ts';
import type { Dockerfile, Instruction } from './dockerfile.ts';
import { type LogicalLine, SyntaxFault, splitLines } from './logical-lines.ts';

/**
 * Reads a Dockerfile: https://docs.docker.com/reference/dockerfile/
 * @throws UserError `dockerfile-invalid`
 */
export function parseDockerfile(text: string, path: string): Dockerfile {
  const { escapeToken, directives, lines } = readLines(text, path);
  return {
    path,
    text,
    escapeToken,
    directives: directives.map(({ name, value }) => `${name}=${value}`),
    ...groupStages(
      lines.map((line) => ({ ...line, flags: groupFlags(line) })),
      path,
    ),
  };
}

/** Returns a flag's value, the first one if it is given several times. */
export function flagOf({ flags }: Instruction, name: string): string | undefined {
  return flags.get(name)?.[0];
}

function readLines(text: string, path: string): ReturnType<typeof splitLines> {
  try {
    return splitLines(text);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    throw new UserError(
      'dockerfile-invalid',
      `${path} line ${error.line}: ${error.message}.`,
      'Correct that line. Docker does not build this file either.',
      { findings: [{ message: error.message, location: { file: path, line: error.line } }] },
    );
  }
}

function groupFlags({ flags }: LogicalLine): ReadonlyMap<string, readonly string[]> {
  const pairs = flags.map((flag): [string, string] => {
    const [, name = '', value = 'true'] = /^--([^=]*)(?:=([\s\S]*))?$/.exec(flag) ?? [];
    return [name, value];
  });
  const groups = Map.groupBy(pairs, ([name]) => name);
  return new Map([...groups].map(([name, members]) => [name, members.map(([, value]) => value)]));
}

function groupStages(instructions: readonly Instruction[], path: string): Pick<Dockerfile, 'globalArgs' | 'stages'> {
  const first = instructions.findIndex(({ keyword }) => keyword === 'FROM');
  const globalArgs = instructions.slice(0, Math.max(first, 0));
  if (first === -1 || globalArgs.some(({ keyword }) => keyword !== 'ARG')) {
    throw new UserError(
      'dockerfile-invalid',
      `${path} does not begin with FROM.`,
      'Begin it with FROM; only ARG may come before it.',
    );
  }
  const stages: { name: string | undefined; from: Instruction; instructions: Instruction[] }[] = [];
  for (const instruction of instructions.slice(first)) {
    if (instruction.keyword !== 'FROM') stages.at(-1)?.instructions.push(instruction);
    else {
      const name = /\sAS\s+(\S+)\s*$/i.exec(instruction.rest)?.[1]?.toLowerCase();
      stages.push({ name, from: instruction, instructions: [] });
    }
  }
  return { globalArgs, stages };
}
