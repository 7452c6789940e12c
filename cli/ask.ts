import { createInterface } from 'node:readline/promises';
import { UsageError } from './failure.ts';

export interface Question {
  readonly key: string;
  /** The flag that answers it. */
  readonly flag: string;
  readonly text: string;
  /** The answer, if a flag or the repository has it. */
  readonly given: string | undefined;
  readonly isValid: (answer: string) => boolean;
}

/** Asks one question; `undefined`: no person can be asked. */
export type Asker = ((text: string) => Promise<string>) | undefined;

/**
 * Returns the answers by key. Asks for those that are not given.
 * @throws UsageError with all missing flags where no person can be asked, or with an answer that is not valid
 */
export async function askAll(questions: readonly Question[], ask: Asker): Promise<Record<string, string>> {
  const missing = questions.filter(({ given }) => given === undefined);
  if (missing.length > 0 && ask === undefined) {
    const lines = missing.map(({ flag, text }) => `  ${flag.padEnd(20)} ${text}`);
    throw new UsageError(`These options are missing:\n${lines.join('\n')}`);
  }
  const answers: Record<string, string> = {};
  for (const { key, flag, text, given, isValid } of questions) {
    const answer = (given ?? (await ask?.(text)) ?? '').trim();
    if (answer === '' || !isValid(answer))
      throw new UsageError(`${JSON.stringify(answer)} is not valid for ${flag}: ${text}.`);
    answers[key] = answer;
  }
  return answers;
}

/** Returns a function that asks in this terminal, and one that ends it. */
export function openTerminal(): { readonly ask: Asker; close(): void } {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return { ask: undefined, close: () => undefined };
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  return { ask: (text) => terminal.question(`${text}: `), close: () => terminal.close() };
}
