import type { Heredoc } from './heredoc.ts';

export interface Instruction {
  /** In upper case. */
  readonly keyword: string;
  /** Counted from 1. */
  readonly line: number;
  /** Where it begins and ends in the file's text. */
  readonly start: number;
  readonly end: number;
  /** The values of `--name=value`, in their order; `true` for a flag without a value. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
  /** The text after keyword and flags, with continuation lines joined and comments removed. */
  readonly rest: string;
  readonly heredocs: readonly Heredoc[];
}

export interface Stage {
  readonly name: string | undefined;
  readonly from: Instruction;
  /** The instructions after FROM. */
  readonly instructions: readonly Instruction[];
}

export interface Dockerfile {
  /** The path in messages. */
  readonly path: string;
  readonly text: string;
  readonly escapeToken: string;
  /** The parser directives, `syntax=docker/dockerfile:1`. */
  readonly directives: readonly string[];
  /** ARG before the first FROM. */
  readonly globalArgs: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** The RUN instructions that stand before a copy of code which Docker executes first. */
  readonly installations?: readonly Instruction[];
}
