import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Answers } from '../airflow/load.ts';
import { UserError } from '../errors.ts';

/**
 * Reads samples of the Variables and Connections that DAGs use, from `variables.json` and `connections.json` in a folder.
 * Their format is that of `airflow variables export` and `airflow connections export`; both files are optional.
 * @throws UserError `samples-invalid`
 */
export async function readSamples(folder: string): Promise<Answers> {
  const [variables, connections] = await Promise.all(
    ['variables.json', 'connections.json'].map((name) => readObject(join(folder, name))),
  );
  const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return {
    variables: Object.fromEntries(Object.entries(variables ?? {}).map(([key, value]) => [key, asText(value)])),
    connections: Object.keys(connections ?? {}),
  };
}

async function readObject(path: string): Promise<Record<string, unknown>> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(
      'samples-invalid',
      `${path} is not JSON.`,
      'Use the format of “airflow variables export” or “airflow connections export”.',
      {
        cause,
      },
    );
  }
}
