import { resolve } from 'node:path';
import { readMachine } from '../inputs/aws-role.ts';
import { readBuildSecrets } from '../inputs/build-secrets.ts';
import { readPlatforms } from '../inputs/platforms.ts';
import { readMirror, readRegistry } from '../inputs/registry.ts';
import { assignments, days, flag, list, optional, required } from '../runner/inputs.ts';
import { type RunContext, readCommit } from '../runner/run-context.ts';
import type { BuildOptions } from './options.ts';
import { readSource } from './source.ts';

/**
 * Reads the sources and the destination of the image.
 * @throws UserError `input-source`, `platform-invalid`, `input-days`, `build-secret-missing`
 */
export function readBuildInputs(context: RunContext): BuildOptions {
  const { workspace, serverUrl, repository, runUrl, workflowRef, event } = context;
  const commit = readCommit();
  const source = readSource(context, commit);
  const registry = readRegistry();
  const registryMirror = readMirror();
  const target = optional('target');
  return {
    image: registry.image,
    registry,
    commit,
    tagPrefix: optional('tag-prefix') ?? '',
    workspace: source.root,
    machine: readMachine(),
    context: resolve(source.root, required('context')),
    file: resolve(source.root, required('file')),
    buildArgs: assignments('build-args'),
    buildSecrets: readBuildSecrets(workspace),
    platforms: readPlatforms(),
    baseMaxAgeMs: days('base-max-age'),
    sourceUrl: `${serverUrl}/${repository}`,
    run: { url: runUrl, serverUrl, workflowRef, event },
    allowSecrets: list('allowed-secret-files') ?? [],
    dryRun: flag('dry-run'),
    ...(source.fetch === undefined ? {} : { fetch: source.fetch }),
    ...(registryMirror === undefined ? {} : { registryMirror }),
    ...(target === undefined ? {} : { target }),
  };
}
