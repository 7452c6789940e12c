/**
 * What `deploy` does for the image, in a process of its own without the guards: build, then push. Prints the
 * milliseconds from the first line on, when all that is loaded at the start is there.
 */
import type { BuildOptions } from '../../src/build/options.ts';
import { openRegistry } from '../../src/registry/client.ts';
import { parseImageName } from '../../src/registry/image-name.ts';
import { readMachine } from '../../src/runner/environment.ts';

const begin = performance.now();
const [name = '', directory = '', commit = '', tagPrefix = ''] = process.argv.slice(2);
const image = parseImageName(name);
const registry = openRegistry({ image, machine: readMachine() });
const options: BuildOptions = {
  image,
  registry,
  commit,
  tagPrefix,
  context: directory,
  file: `${directory}/Dockerfile`,
  buildArgs: {},
  platform: 'linux/amd64',
  sourceUrl: 'https://github.com/flux-data/flux-airflow',
  registryMirror: image.registry,
  dryRun: false,
};
const [{ buildImage }, { pushImage }] = await Promise.all([
  import('../../src/build/build.ts'),
  import('../../src/push/push.ts'),
]);
const loaded = performance.now();
const built = await buildImage(options);
const assembled = performance.now();
const { digest } = await pushImage({ ...options, built });
const end = performance.now();
console.log(
  JSON.stringify({
    digest,
    load: loaded - begin,
    build: assembled - loaded,
    push: end - assembled,
    work: end - loaded,
  }),
);
