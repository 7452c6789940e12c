import { findBaseImages } from '../../image/dockerfile/base-images.ts';
import { parseDockerfile } from '../../image/dockerfile/parse-dockerfile.ts';
import { selectTarget } from '../../image/dockerfile/select-target.ts';
import { parseReference } from '../../registry/image-name.ts';
import type { Machine } from '../../registry/machine.ts';
import { locate } from '../plan/bases.ts';
import { readDockerfile } from '../plan/read-dockerfile.ts';
import { ecrLogins, writeClientFolder } from './client-folder.ts';

export interface BaseOptions {
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly platform: string;
  readonly target: string | undefined;
  readonly registryMirror: string | undefined;
  readonly machine?: Machine;
}

/**
 * Logs Docker's client in to the registries on Amazon ECR that the base images come from, by a configuration in `folder`.
 * Returns the variables that select it; none if there is no such registry.
 * @throws UserError `dockerfile-missing`, `dockerfile-invalid`; RegistryError
 */
export async function logInToBases(
  file: string,
  { buildArgs, platform, target, registryMirror, machine }: BaseOptions,
  folder: string,
): Promise<Readonly<Record<string, string>>> {
  if (machine === undefined) return {};
  const dockerfile = selectTarget(parseDockerfile(await readDockerfile(file), file), target);
  const bases = findBaseImages({ dockerfile, stages: dockerfile.stages, buildArgs, platform });
  const registries = bases.map(({ name }) => locate(parseReference(name), registryMirror).registry);
  const logins = await ecrLogins(registries, machine);
  if (logins.size === 0) return {};
  await writeClientFolder(folder, machine, logins);
  return { DOCKER_CONFIG: folder, BUILDX_CONFIG: machine.buildxConfig };
}
