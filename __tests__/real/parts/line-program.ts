import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** Runs a program that answers each line of JSON on its standard input by one on its standard output. */
export class LineProgram<Question, Reply> {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting: ((line: string) => void)[] = [];

  constructor(program: string) {
    this.#process = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface(this.#process.stdout).on('line', (line) => this.#waiting.shift()?.(line));
  }

  ask(question: Question): Promise<Reply> {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#waiting.push(resolve);
    this.#process.stdin.write(`${JSON.stringify(question)}\n`);
    return promise.then((line) => JSON.parse(line));
  }

  close(): void {
    this.#process.stdin.end();
  }
}
