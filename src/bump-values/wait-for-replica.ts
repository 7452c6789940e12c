import { setTimeout as sleep } from 'node:timers/promises';
import { info } from '@actions/core';
import { UserError } from '../errors.ts';
import type { Clients, DeploymentRequest } from '../gitops/request.ts';

/** Replication of Amazon ECR takes seconds to minutes. */
const PAUSE_MS = 2_000;

/**
 * Waits until the registry that the cluster pulls from has the image. Without a replica, returns at once.
 * @throws UserError `replica-missing`; RegistryError
 */
export async function waitForReplica(
  { replica }: Pick<Clients, 'replica'>,
  { version: { image, tag }, delivery }: Pick<DeploymentRequest, 'version' | 'delivery'>,
  digest: string,
  pauseMs: number = PAUSE_MS,
): Promise<void> {
  if (replica === undefined || delivery.dryRun || digest === '') return;
  const { registry, limitMs } = replica;
  const start = Date.now();
  for (let isFirst = true; ; isFirst = false) {
    // A pull-through cache imports an image when its manifest is fetched by tag.
    const found = (await registry.getManifest(tag))?.digest;
    if (found === digest) return;
    if (Date.now() + pauseMs - start > limitMs) throw missing(`${image}:${tag}`, found, digest, limitMs);
    if (isFirst) info(`Waiting until ${image}:${tag} is ${digest}`);
    await sleep(pauseMs);
  }
}

function missing(reference: string, found: string | undefined, digest: string, limitMs: number): UserError {
  return new UserError(
    'replica-missing',
    `${reference}, which the cluster pulls, ${found === undefined ? 'does not exist' : `is ${found}`} after ${limitMs / 60_000} minutes; the image is ${digest}.`,
    'Check the replication of the registry, raise replica-timeout, or correct cluster-image. Then run this job again: the image is not built again.',
  );
}
