import { standInBase } from '../../sandbox/docker/stand-in-base.ts';
import { putImage } from '../../sandbox/runtime/put-image.ts';
import { type BaseImage, findBaseImages } from '../../src/image/dockerfile/base-images.ts';
import type { Dockerfile } from '../../src/image/dockerfile/dockerfile.ts';
import { DOCKER_HUB } from '../../src/image-reference.ts';
import { openRegistry } from '../../src/registry/client.ts';
import { parseReference } from '../../src/registry/image-name.ts';
import { PLAIN_MACHINE } from '../../src/registry/machine.ts';

const PLATFORM = 'linux/amd64';
const CREDENTIALS = { username: 'sandbox', password: 'sandbox-password' };

/**
 * Returns the base images of a Dockerfile, and what its lines copy files from.
 * @throws UserError `dockerfile-invalid`
 */
export function listBases(dockerfile: Dockerfile, buildArgs: Readonly<Record<string, string>>): BaseImage[] {
  return findBaseImages({ dockerfile, stages: dockerfile.stages, buildArgs, platform: PLATFORM });
}

/** Returns a Dockerfile without the digests of its base images, because a stand-in has another one. */
export function withoutDigests(text: string, bases: readonly BaseImage[]): string {
  return bases
    .toSorted((a, b) => b.start - a.start)
    .reduce((all, { start, end }) => {
      const name = all.slice(start, end).replace(/@sha256:[0-9a-f]{64}$/, '');
      return all.slice(0, start) + name + all.slice(end);
    }, text);
}

/** Returns the users and groups that the Dockerfile names, which its stand-in bases must have. */
export function listAccounts({ stages }: Dockerfile): string[] {
  const instructions = stages.flatMap((stage) => stage.instructions);
  const names = instructions.flatMap(({ keyword, rest, flags }) => [
    ...(keyword === 'USER' ? rest.split(':') : []),
    ...(flags.get('chown') ?? []).flatMap((owner) => owner.split(':')),
  ]);
  return [...new Set(names.map((name) => name.trim()))].filter((name) => /^[a-z_][\w-]*$/i.test(name));
}

/** Pushes a stand-in of each base image to where the deployment looks for it. `endpoints`: registry host → URL. */
export async function seedBases(
  bases: readonly BaseImage[],
  accounts: readonly string[],
  mirrorHost: string,
  endpoints: Readonly<Record<string, string>>,
): Promise<void> {
  const names = new Set(bases.map(({ name }) => name.replace(/@.*/, '')));
  for (const name of names) {
    const { registry: host, repository, tag } = parseReference(name);
    const image = { registry: host === DOCKER_HUB ? mirrorHost : host, repository };
    const machine = { ...PLAIN_MACHINE, registryEndpoints: JSON.stringify(endpoints) };
    const registry = openRegistry({ image, credentials: CREDENTIALS, machine });
    const { layer, describe } = standInBase(repository, tag, accounts);
    await putImage(registry, tag || 'latest', [layer], ([diffId = '']) => describe(diffId));
  }
}
