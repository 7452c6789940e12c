import { join } from 'node:path';
import type { RealizeOptions } from '../../src/build/options.ts';
import { openRegistry } from '../../src/registry/client.ts';
import { readMachine } from '../../src/runner/environment.ts';
import { permitWrites } from '../../src/write-permission.ts';
import { PLATFORM, REPOSITORY } from './runtime.ts';

/** Returns the options of `build` and `push` for a team's commit. */
export function buildOptions(host: string, directory: string, commit: string): RealizeOptions {
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
    permission: permitWrites(),
  };
}
