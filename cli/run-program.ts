import { type Command, CommanderError } from 'commander';
import { UserError } from '../src/errors.ts';
import { EXIT, UsageError } from './failure.ts';

/** Parses the arguments and runs the command. A wrong option or file is one sentence, and the exit code 2. */
export async function runProgram(program: Command, args: readonly string[]): Promise<void> {
  for (const command of [program, ...program.commands]) command.exitOverride();
  try {
    await program.parseAsync([...args]);
  } catch (error) {
    process.exitCode = report(error);
  }
}

function report(error: unknown): number {
  // Commander has printed its own message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof UsageError) console.error(error.message);
  else if (error instanceof UserError) console.error(`${error.message} ${error.remedy}`);
  else throw error;
  return EXIT.usage;
}
