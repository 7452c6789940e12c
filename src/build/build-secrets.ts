import { rejectCredentials } from '../secrets/build-arguments.ts';
import type { ClientArguments } from './build-arguments.ts';

/** The secrets that RUN can mount with `--mount=type=secret,id=…`, by id. */
export type BuildSecrets = Readonly<Record<string, string>>;

/**
 * Returns the arguments that pass secrets to `docker buildx build`. Their values go through the environment, so that no
 * process list shows them. BuildKit stores them in no layer, history or cache, and they are not part of the runtime's key.
 * https://docs.docker.com/build/building/secrets/
 */
export function secretArguments(secrets: BuildSecrets): ClientArguments {
  const named = Object.entries(secrets).map(([id, value], index) => ({ id, value, name: `BUILD_SECRET_${index}` }));
  return {
    args: named.flatMap(({ id, name }) => ['--secret', `id=${id},env=${name}`]),
    environment: Object.fromEntries(named.map(({ name, value }) => [name, value])),
  };
}

/**
 * Rejects build arguments that look like credentials.
 * @throws UserError `secret-in-build-argument`
 */
export async function rejectBuildArguments(buildArgs: Readonly<Record<string, string>>): Promise<void> {
  if (Object.keys(buildArgs).length === 0) return;
  await rejectCredentials(buildArgs);
}
