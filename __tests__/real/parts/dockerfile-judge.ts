import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** An instruction as BuildKit parses it. */
export interface JudgedInstruction {
  readonly keyword: string;
  readonly line: number;
  readonly endLine: number;
  readonly flags: readonly string[];
  readonly args: readonly string[];
  readonly heredocs: readonly {
    readonly name: string;
    readonly content: string;
    readonly expand: boolean;
    readonly chomp: boolean;
  }[];
}

export interface Judgement {
  readonly error?: string;
  /** For a Dockerfile. */
  readonly escape?: string;
  readonly instructions?: readonly JudgedInstruction[];
  /** The error of the step after the parser. */
  readonly invalid?: string;
  /** For a word. */
  readonly text: string;
  /** For an ignore file: the remaining paths, including folders. */
  readonly paths: readonly string[] | null;
}

type Question =
  | { readonly dockerfile: string }
  | { readonly word: string; readonly variables: Readonly<Record<string, string>>; readonly escape: string }
  | { readonly ignore: string; readonly directory: string };

/** Runs BuildKit's own parser, shell lexer and context walk, one request after the other. */
export class DockerfileJudge {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting: ((line: string) => void)[] = [];

  constructor(program: string) {
    this.#process = spawn(program);
    createInterface(this.#process.stdout).on('line', (line) => this.#waiting.shift()?.(line));
  }

  ask(question: Question): Promise<Judgement> {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#waiting.push(resolve);
    this.#process.stdin.write(`${JSON.stringify(question)}\n`);
    return promise.then((line) => JSON.parse(line));
  }

  close(): void {
    this.#process.stdin.end();
  }
}
