import { readFile } from 'node:fs/promises';
import { teamValues } from '../sandbox/stage/values.ts';
import { UsageError } from './options.ts';

/** Returns the text of a team's values file, in which the demo can set repository and tag. @throws UsageError */
export async function readValues(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--values ${file}: ${describeProblem(error)}.`);
  });
  try {
    teamValues(text, 'registry.example/flux-airflow', 'version-0');
  } catch (error) {
    throw new UsageError(`--values ${file}: ${(error as Error).message.split('\n')[0]}`);
  }
  return text;
}

function describeProblem({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'the file does not exist';
  return code === 'EISDIR' ? 'it is a folder, not a file' : message;
}
