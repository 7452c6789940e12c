/**
 * Builds and pushes the image as `deploy` does, in its own process and without the gates. Prints the milliseconds since
 * the first line, after the static imports.
 */
import type { RealizeOptions } from '../../src/build/options.ts';
import { openRegistry } from '../../src/registry/client.ts';
import { parseImageName } from '../../src/registry/image-name.ts';
import { readMachine } from '../../src/runner/environment.ts';
import { permitWrites } from '../../src/write-permission.ts';

const begin = performance.now();
const [name = '', directory = '', commit = '', tagPrefix = ''] = process.argv.slice(2);
const image = parseImageName(name);
const registry = openRegistry({ image, machine: readMachine() });
const options: RealizeOptions = {
  image,
  registry,
  commit,
  tagPrefix,
  context: directory,
  file: `${directory}/Dockerfile`,
  buildArgs: {},
  platforms: ['linux/amd64'],
  sourceUrl: 'https://github.com/flux-data/flux-airflow',
  registryMirror: image.registry,
  dryRun: false,
  permission: permitWrites(),
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
