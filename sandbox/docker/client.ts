/** A `docker` that executes nothing: `docker buildx build --push` pushes the base image with the settings of the Dockerfile. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { buildStandIn } from './build.ts';

/** Options of `docker buildx build` with a value. https://docs.docker.com/reference/cli/docker/buildx/build/ */
const WITH_VALUE = ['file', 'tag', 'platform', 'cache-to', 'cache-from', 'build-arg', 'secret', 'ssh', 'target'];

const [tool, command, ...rest] = process.argv.slice(2);
if (tool !== 'buildx' || command !== 'build') {
  console.error(`The stand-in for docker has only buildx build, not ${[tool, command].join(' ')}.`);
  process.exit(1);
}
const value = { type: 'string', multiple: true } as const;
const { values } = parseArgs({
  args: rest,
  allowPositionals: true,
  options: { ...Object.fromEntries(WITH_VALUE.map((name) => [name, value])), push: { type: 'boolean' } },
});
const first = (name: string) => String((values as Record<string, readonly string[] | undefined>)[name]?.[0] ?? '');
const dockerfile = await readFile(first('file'), 'utf8');
await buildStandIn({ dockerfile, tag: first('tag'), platform: first('platform') });
console.error(
  'The stand-in for docker executed nothing: it pushed the base image with the settings of the Dockerfile.',
);
