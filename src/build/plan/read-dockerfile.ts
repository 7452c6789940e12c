import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { UserError } from '../../errors.ts';

/**
 * Reads the text of a Dockerfile.
 * @throws UserError `dockerfile-missing`, or `dockerfile-invalid` if it is not UTF-8, because Docker reads bytes
 */
export async function readDockerfile(file: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new UserError(
      'dockerfile-missing',
      `${file} cannot be read.`,
      'Correct the input file, a path relative to the root of the workspace.',
      { cause },
    );
  });
  if (isUtf8(bytes)) return bytes.toString();
  throw new UserError('dockerfile-invalid', `${file} is not UTF-8.`, 'Save the file as UTF-8.');
}
