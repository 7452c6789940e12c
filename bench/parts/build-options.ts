import { join } from 'node:path';
import type { BuildOptions } from '../../src/build/options.ts';
import { openRegistry } from '../../src/registry/client.ts';
import { readMachine } from '../../src/runner/environment.ts';
import { PLATFORM, REPOSITORY } from './runtime.ts';

/** Returns the options of `build` and `push` for a team's commit. */
export function buildOptions(host: string, directory: string, commit: string): BuildOptions {
  const image = { registry: host, repository: REPOSITORY };
  return {
    image,
    registry: openRegistry({ image, machine: readMachine() }),
    commit,
    tagPrefix: 'version-',
    context: directory,
    file: join(directory, 'Dockerfile'),
    buildArgs: {},
    platforms: [PLATFORM],
    sourceUrl: 'https://github.com/flux-data/flux-airflow',
    registryMirror: host,
    dryRun: false,
  };
}
