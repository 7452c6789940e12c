import { DockerfileParser } from 'dockerfile-ast';
import { UserError } from '../errors.ts';

/** A here-document of COPY or ADD: a file whose content stands in the Dockerfile. */
export interface Heredoc {
  readonly name: string;
  readonly content: string;
}

export interface Instruction {
  /** In upper case. */
  readonly keyword: string;
  /** Counted from 1. */
  readonly line: number;
  /** Where it begins and ends in the file's text. */
  readonly start: number;
  readonly end: number;
  /** `--name=value`; a flag without a value is `true`. */
  readonly flags: ReadonlyMap<string, string>;
  /** What follows keyword and flags, continuation lines joined, comments between them left out. */
  readonly rest: string;
  readonly heredocs: readonly Heredoc[];
}

export interface Stage {
  readonly name: string | undefined;
  readonly from: Instruction;
  /** What follows FROM. */
  readonly instructions: readonly Instruction[];
}

export interface Dockerfile {
  /** As messages name it. */
  readonly path: string;
  readonly text: string;
  readonly escapeToken: string;
  /** The parser directives, `syntax=docker/dockerfile:1`. */
  readonly directives: readonly string[];
  /** ARG before the first FROM. */
  readonly globalArgs: readonly Instruction[];
  readonly stages: readonly Stage[];
}

/**
 * Reads a Dockerfile: https://docs.docker.com/reference/dockerfile/
 * @throws UserError `dockerfile-invalid`
 */
export function parseDockerfile(text: string, path: string): Dockerfile {
  const parsed = DockerfileParser.parse(text);
  const escapeToken = parsed.getEscapeCharacter();
  const offsets = lineOffsets(text);
  const instructions = parsed.getInstructions().map((node) => {
    const { start, end } = node.getRange();
    const from = offsetOf(offsets, start);
    const to = offsetOf(offsets, end);
    const keyword = node.getKeyword();
    const heredocs = ['COPY', 'ADD', 'RUN'].includes(keyword) ? (node as unknown as HasHeredocs).getHeredocs() : [];
    const body = heredocs[0]?.getContentRange()?.start;
    const head = text.slice(from, body === undefined ? to : offsetOf(offsets, body)).trimEnd();
    return {
      keyword,
      line: start.line + 1,
      start: from,
      end: to,
      ...splitFlags(joinLines(head, escapeToken).replace(/^\S+\s*/, '')),
      heredocs: heredocs.map((heredoc) => {
        const range = heredoc.getContentRange();
        const close = heredoc.getDelimiterRange();
        const first = range === null ? 0 : offsetOf(offsets, range.start);
        const last = close === null ? first : (offsets[close.start.line] ?? first);
        return { name: heredoc.getName(), content: text.slice(first, Math.max(first, last)) };
      }),
    };
  });
  const directives = parsed.getDirectives().map((directive) => `${directive.getName()}=${directive.getValue()}`);
  return { path, text, escapeToken, directives, ...groupStages(instructions, path) };
}

interface Point {
  readonly line: number;
  readonly character: number;
}

interface HasHeredocs {
  getHeredocs(): {
    getName(): string;
    getContentRange(): { start: Point } | null;
    getDelimiterRange(): { start: Point } | null;
  }[];
}

function groupStages(instructions: readonly Instruction[], path: string): Pick<Dockerfile, 'globalArgs' | 'stages'> {
  const first = instructions.findIndex(({ keyword }) => keyword === 'FROM');
  const globalArgs = instructions.slice(0, Math.max(first, 0));
  if (first === -1 || globalArgs.some(({ keyword }) => keyword !== 'ARG')) {
    throw new UserError(
      'dockerfile-invalid',
      `${path} does not begin with FROM.`,
      'Begin it with FROM; only ARG may stand before it.',
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

function lineOffsets(text: string): number[] {
  const offsets = [0];
  for (const { index } of text.matchAll(/\n/g)) offsets.push(index + 1);
  return offsets;
}

function offsetOf(offsets: readonly number[], { line, character }: Point): number {
  return (offsets[line] ?? 0) + character;
}

/** Joins continuation lines; comments and empty lines between them do not count. */
function joinLines(text: string, escapeToken: string): string {
  const continued = new RegExp(`\\${escapeToken}[ \\t]*$`);
  const lines = text.split(/\r?\n/).filter((line, index) => index === 0 || !/^\s*(#|$)/.test(line));
  return lines
    .map((line) => line.replace(continued, ''))
    .join('')
    .trim();
}

function splitFlags(text: string): Pick<Instruction, 'flags' | 'rest'> {
  const flags = new Map<string, string>();
  let rest = text;
  for (;;) {
    const [whole, name = '', value = 'true'] = /^--([a-z][a-z-]*)(?:=(\S*))?(?:\s+|$)/.exec(rest) ?? [];
    if (whole === undefined) return { flags, rest };
    // RUN takes several mounts.
    flags.set(name, flags.has(name) ? `${flags.get(name)} ${value}` : value);
    rest = rest.slice(whole.length);
  }
}
