import type { BuildSecrets } from '../inputs/build-secrets.ts';
import { rejectCredentials } from '../secrets/build-arguments.ts';
import type { ClientArguments } from './build-arguments.ts';

/**
 * Returns the arguments that pass secrets to `docker buildx build`. Their values go through the environment or stay in
 * their files, so that no process list shows them. BuildKit stores them in no layer, history or cache, and they are not
 * part of the runtime's key.
 * https://docs.docker.com/build/building/secrets/
 */
export function secretArguments({ values, files, ssh }: BuildSecrets): ClientArguments {
  const named = Object.entries(values).map(([id, value], index) => ({ id, value, name: `BUILD_SECRET_${index}` }));
  return {
    args: [
      ...named.flatMap(({ id, name }) => ['--secret', `id=${id},env=${name}`]),
      ...Object.entries(files).flatMap(([id, path]) => ['--secret', `id=${id},${quoteField(`src=${path}`)}`]),
      ...ssh.flatMap((agent) => ['--ssh', agent]),
    ],
    environment: Object.fromEntries(named.map(({ name, value }) => [name, value])),
  };
}

/** Quotes a field of a comma-separated line. */
function quoteField(field: string): string {
  return /[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/**
 * Rejects build arguments that look like credentials.
 * @throws UserError `secret-in-build-argument`
 */
export async function rejectBuildArguments(buildArgs: Readonly<Record<string, string>>): Promise<void> {
  if (Object.keys(buildArgs).length === 0) return;
  await rejectCredentials(buildArgs);
}
