import { readFile } from 'node:fs/promises';
import { UserError } from '../errors.ts';

/**
 * The text of a Dockerfile.
 * @throws UserError `dockerfile-missing`
 */
export async function readDockerfile(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UserError(
      'dockerfile-missing',
      `${file} cannot be read.`,
      'Correct the input file: its path counts from the root of the workspace.',
      { cause },
    );
  });
}
