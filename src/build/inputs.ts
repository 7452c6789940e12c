import { resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { readMirror, readRegistry } from '../inputs/registry.ts';
import { readMachine } from '../runner/environment.ts';
import { assignments, flag, list, optional, required, secretAssignments } from '../runner/inputs.ts';
import { type RunContext, readCommit } from '../runner/run-context.ts';
import type { BuildOptions } from './options.ts';

/**
 * Reads the sources and the destination of the image.
 * @throws UserError `several-platforms`
 */
export function readBuildInputs(context: RunContext): BuildOptions {
  const { workspace, serverUrl, repository, runUrl, workflowRef, event } = context;
  const registry = readRegistry();
  const registryMirror = readMirror();
  return {
    image: registry.image,
    registry,
    commit: readCommit(),
    tagPrefix: optional('tag-prefix') ?? '',
    workspace,
    machine: readMachine(),
    context: resolve(workspace, required('context')),
    file: resolve(workspace, required('file')),
    buildArgs: assignments('build-args'),
    buildSecrets: secretAssignments('build-secrets'),
    platform: onePlatform(),
    sourceUrl: `${serverUrl}/${repository}`,
    run: { url: runUrl, serverUrl, workflowRef, event },
    allowSecrets: list('allowed-secret-files') ?? [],
    dryRun: flag('dry-run'),
    ...(registryMirror === undefined ? {} : { registryMirror }),
  };
}

function onePlatform(): string {
  const platform = required('platform');
  if (!/[,\s]/.test(platform)) return platform;
  throw new UserError(
    'several-platforms',
    `The input platform names several platforms: ${JSON.stringify(platform)}.`,
    'Name one platform. For several, run one deployment for each, with its own image.',
  );
}
