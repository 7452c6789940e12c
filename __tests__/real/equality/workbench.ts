import { execFile } from 'node:child_process';
import { appendFile, chmod, mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import type { Registry } from '../../../sandbox/registry/index.ts';
import { type ActionResult, runAction } from '../../../sandbox/runner/run-action.ts';
import { BASE_REPOSITORY, BASE_TAG, baseConfig, baseLayer } from '../../../sandbox/runtime/base-image.ts';
import { putImage } from '../../../sandbox/runtime/put-image.ts';
import { planBuild } from '../../../src/build/plan/plan-build.ts';
import type { Settings } from '../../../src/image/oci/image-config.ts';
import { openRegistry } from '../../../src/registry/client.ts';
import { BASES, type ContextFile, type EqualityCase } from './cases.ts';

const run = promisify(execFile);
const ACTIONS = resolve(import.meta.dirname, '../../../actions');
const IDENTITY = ['-c', 'user.name=ada', '-c', 'user.email=ada@example.com'];
const REPOSITORY = 'team';

/** Returns a layer with links and conflicting files, as in a team's base image. */
function furnishedLayer(): AsyncIterable<Buffer> {
  const tar = pack();
  const common = { mtime: new Date(0), uid: 50_000, gid: 0 };
  tar.entry({ name: 'opt/link', type: 'symlink', linkname: 'airflow', ...common });
  tar.entry({ name: 'opt/airflow/dags/old.py', mode: 0o640, ...common }, 'old = 1\n');
  tar.entry({ name: 'opt/shared/', type: 'directory', mode: 0o2775, ...common });
  tar.finalize();
  return tar as AsyncIterable<Buffer>;
}

/** The ONBUILD of Astronomer's images, with a program that writes down what it sees. */
const ASTRO_TRIGGERS = [
  'COPY packages.txt .',
  'USER root',
  'RUN ["/record", "/opt/airflow", "/srv/packages"]',
  'COPY requirements.txt .',
  'RUN ["/record", "/opt/airflow", "/srv/requirements"]',
  'USER airflow',
  'COPY --chown=airflow:0 . .',
];

/** Returns a layer with one program. */
async function* programLayer(program: string): AsyncGenerator<Buffer> {
  const tar = pack();
  tar.entry({ name: 'record', mode: 0o755, mtime: new Date(0) }, await readFile(program));
  tar.finalize();
  yield* tar as AsyncIterable<Buffer>;
}

const SHELL_PROGRAMS = {
  ...{ sh: '/bin/sh', bash: '/bin/bash', chmod: '/bin/chmod', chown: '/bin/chown', mkdir: '/bin/mkdir', rm: '/bin/rm' },
};
/** Programs that install packages, as far as an image shows it. */
const INSTALLERS = {
  'apt-get': '#!/bin/sh\necho "$@" >> /etc/packages\n',
  pip: '#!/bin/sh\ntest -n "$VIRTUAL_ENV" || VIRTUAL_ENV=/etc\necho "$@" >> "$VIRTUAL_ENV/modules"\n',
  python: '#!/bin/sh\nmkdir -p "$3/bin" && echo "VIRTUAL_ENV=$PWD/$3; export VIRTUAL_ENV" > "$3/bin/activate"\n',
};

/** Returns a layer with a shell, chmod and chown of this machine, and the libraries that they load. */
async function* shellLayer(): AsyncGenerator<Buffer> {
  const tar = pack();
  const add = async (name: string, from: string) =>
    tar.entry({ name, mode: 0o755, mtime: new Date(0) }, await readFile(from));
  for (const [name, path] of Object.entries(SHELL_PROGRAMS)) await add(`usr/bin/${name}`, path);
  for (const [name, text] of Object.entries(INSTALLERS)) {
    tar.entry({ name: `usr/bin/${name}`, mode: 0o755, mtime: new Date(0) }, text);
  }
  const { stdout } = await run('ldd', Object.values(SHELL_PROGRAMS));
  const libraries = new Set([...stdout.matchAll(/\s(\/\S+) \(0x/g)].map(([, path = '']) => path));
  for (const path of libraries) await add(path.slice(1), path);
  tar.finalize();
  yield* tar as AsyncIterable<Buffer>;
}

/** Pushes the base images of the Dockerfiles; `program` is the one that ONBUILD executes. */
export async function pushBases({ host }: Registry, program: string | undefined): Promise<void> {
  const registry = openRegistry({ image: { registry: host, repository: BASE_REPOSITORY } });
  const put = (tag: string, more: Settings, layers: readonly AsyncIterable<Buffer>[] = []) =>
    putImage(registry, tag, [baseLayer(), furnishedLayer(), ...layers], ([first = '', ...others]) => {
      const base = baseConfig(first);
      const history = [...(base.history ?? []), ...others.map(() => ({ created_by: 'what a team adds' }))];
      const config = { ...base.config, ...more };
      return { ...base, config, rootfs: { type: 'layers', diff_ids: [first, ...others] }, history };
    });
  await put(BASES.plain, {});
  await put(BASES.trigger, { OnBuild: ['COPY dags /opt/triggered', 'USER root'] });
  await put(BASES.shell, {}, [shellLayer()]);
  if (program !== undefined) await put(BASES.astro, { OnBuild: ASTRO_TRIGGERS }, [programLayer(program), shellLayer()]);
}

export interface Checkout {
  readonly directory: string;
  readonly sha: string;
}

/** Checks out a commit with the case's Dockerfile and files. */
export async function checkOut(
  parent: string,
  { code, base = 'plain', files = {}, folders = [] }: EqualityCase,
): Promise<Checkout> {
  const directory = await mkdtemp(join(parent, 'context-'));
  const all: Record<string, ContextFile> = {
    Dockerfile: `FROM ${BASE_REPOSITORY}:${BASES[base]} AS first\n${code}\n`,
    ...files,
  };
  for (const [path, file] of Object.entries(all)) {
    const place = join(directory, path);
    await mkdir(dirname(place), { recursive: true });
    if (typeof file === 'string') await writeFile(place, file);
    else if ('link' in file) await symlink(file.link, place);
    else if ('archive' in file) await writeFile(place, await packArchive(file.archive));
    else {
      await writeFile(place, file.text);
      await chmod(place, file.mode);
    }
  }
  for (const folder of folders) await mkdir(join(directory, folder), { recursive: true });
  return { directory, sha: await commit(directory) };
}

function packArchive(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, text] of Object.entries(files)) {
    tar.entry({ name, mode: 0o640, uid: 7, gid: 8, mtime: new Date(0) }, text);
  }
  tar.finalize();
  return buffer(tar.pipe(createGzip()));
}

/** Commits everything and returns the commit. */
async function commit(directory: string): Promise<string> {
  const git = (...args: string[]) => run('git', ['-C', directory, ...IDENTITY, ...args]);
  await git('init', '--quiet');
  await git('add', '--all', '--force');
  await git('commit', '--quiet', '--message', 'all');
  return (await git('rev-parse', 'HEAD')).stdout.trim();
}

/** Adds a line to the Dockerfile, and returns the commit. */
export async function addToDockerfile(directory: string, line: string): Promise<string> {
  await appendFile(join(directory, 'Dockerfile'), `${line}\n`);
  return commit(directory);
}

/** Builds and pushes with the bundles, as two steps of a job. Returns the image or the failed step. */
export async function buildOurs(
  { host }: Registry,
  { directory, sha }: Checkout,
  temp: string,
  environment: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
): Promise<
  | { readonly image: string; readonly whole: boolean; readonly digest: string; readonly log: string }
  | { readonly failed: ActionResult }
> {
  await pushRuntime(host, directory);
  const image = `${host}/${REPOSITORY}`;
  const step = (entry: string, inputs: Record<string, string>) =>
    runAction({
      action: join(ACTIONS, entry),
      repository: 'flux-data/flux-airflow',
      sha,
      workspace: directory,
      runnerTemp: temp,
      apiUrl: 'http://127.0.0.1:9',
      token: 'not used',
      environment,
      inputs: { image, ...inputs },
    });
  const built = await step('build', { 'registry-mirror': host, ...more });
  if (built.exitCode !== 0) return { failed: built };
  const whole = built.annotations.some(({ title }) => title === 'full docker build');
  const pushed = await step('push', { layout: built.outputs.layout ?? '' });
  return pushed.exitCode === 0
    ? { image: `${image}:version-${sha}`, whole, digest: pushed.outputs.digest ?? '', log: built.log.join('\n') }
    : { failed: pushed };
}

/** Pushes the base image as the runtime if the runtime adds no instructions; otherwise does nothing. */
async function pushRuntime(host: string, directory: string): Promise<void> {
  const plan = { context: directory, file: join(directory, 'Dockerfile'), buildArgs: {}, platform: 'linux/amd64' };
  const found = await planBuild({ ...plan, registryMirror: host }).catch(() => undefined);
  const [stage, ...others] = found?.split.runtime ?? [];
  if (found?.bases[0]?.name !== `${BASE_REPOSITORY}:${BASE_TAG}`) return;
  if (stage?.instructions.length !== 0 || others.length > 0) return;
  const [base, team] = [BASE_REPOSITORY, REPOSITORY].map((repository) =>
    openRegistry({ image: { registry: host, repository } }),
  );
  const manifest = await base?.getManifest(BASE_TAG);
  if (base === undefined || team === undefined || manifest === undefined) throw new Error('the base image is missing');
  const { config, layers } = JSON.parse(manifest.bytes.toString());
  for (const blob of [config, ...layers]) {
    const bytes = await base.getBlob(blob);
    await team.putBlob({ ...blob, content: { bytes } });
  }
  await team.putManifest(found.key.tag, manifest);
}
