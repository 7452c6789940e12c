import { chmod, mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract, pack } from 'tar-stream';
import type { Registry } from '../../../sandbox/registry/index.ts';
import { putImage } from '../../../sandbox/runtime/put-image.ts';
import { planBuild } from '../../../src/build/plan/plan-build.ts';
import { UserError } from '../../../src/errors.ts';
import { NeedsDocker } from '../../../src/image/dockerfile/needs-docker.ts';
import { applyInstructions } from '../../../src/image/layer/apply-instructions.ts';
import { packLayer } from '../../../src/image/layer/layer.ts';
import { digestOf } from '../../../src/image/oci/digest.ts';
import type { ImageConfig } from '../../../src/image/oci/image-config.ts';
import type { Manifest } from '../../../src/image/oci/manifest.ts';
import { openRegistry } from '../../../src/registry/client.ts';
import type { BuildKit } from '../parts/buildkit.ts';
import type { ChangeCase, Tree } from './arbitrary.ts';

const REPOSITORY = 'tests/judge';
export const BASE = `${REPOSITORY}:latest`;
const CONFIG: ImageConfig = {
  architecture: 'amd64',
  os: 'linux',
  config: { Env: ['PATH=/'] },
  rootfs: { type: 'layers', diff_ids: [] },
};
const FILES = { folders: new Map(), links: new Map(), files: new Set(['/judge']), passwd: '', group: '', packages: [] };

/** Pushes an image that contains one program. */
export async function pushBase({ host }: Registry, program: string): Promise<void> {
  const bytes = await readFile(program);
  const layer = (async function* () {
    const tar = pack();
    tar.entry({ name: 'judge', mode: 0o755, mtime: new Date(0) }, bytes);
    tar.finalize();
    yield* tar as AsyncIterable<Buffer>;
  })();
  const registry = openRegistry({ image: { registry: host, repository: REPOSITORY } });
  await putImage(registry, 'latest', [layer], ([diffId = '']) => ({
    ...CONFIG,
    rootfs: { type: 'layers', diff_ids: [diffId] },
    history: [{ created_by: 'the program' }],
  }));
}

/** Writes a context into a new folder. */
export async function writeContext(parent: string, { dockerfile, ignore }: ChangeCase, tree: Tree): Promise<string> {
  const directory = await mkdtemp(join(parent, 'context-'));
  await writeFile(join(directory, 'Dockerfile'), dockerfile);
  await writeFile(join(directory, '.dockerignore'), ignore.map((line) => `${line}\n`).join(''));
  for (const [path, entry] of Object.entries(tree)) {
    const place = join(directory, path);
    await mkdir(dirname(place), { recursive: true });
    if ('link' in entry) await symlink(entry.link, place);
    else {
      await writeFile(place, entry.text);
      await chmod(place, entry.mode);
    }
  }
  return directory;
}

const described = new Map<string, Promise<string>>();

/**
 * Returns the files in the layers that BuildKit builds, without their times, because a step that runs again writes the same
 * files at another time. Returns `failed` if BuildKit rejects the Dockerfile.
 */
export async function filesOfBuild(daemon: BuildKit, { host }: Registry, context: string): Promise<string> {
  const tag = context.split('-').at(-1)?.toLowerCase() ?? '';
  const built = daemon.build('--push', '--provenance=false', '--tag', `${host}/theirs:${tag}`, context);
  if (!(await built.then(Boolean, () => false))) return 'failed';
  const registry = openRegistry({ image: { registry: host, repository: 'theirs' } });
  const { layers }: Manifest = JSON.parse((await registry.getManifest(tag))?.bytes.toString() ?? '{}');
  const files = layers.map((layer) => {
    const known = described.get(layer.digest) ?? registry.getBlob(layer).then(describeLayer);
    described.set(layer.digest, known);
    return known;
  });
  return (await Promise.all(files)).join('\n');
}

async function describeLayer(layer: Buffer): Promise<string> {
  const lines: string[] = [];
  for await (const entry of Readable.from([gunzipSync(layer)]).pipe(extract())) {
    const { header } = entry;
    const content = digestOf(await buffer(entry));
    lines.push(JSON.stringify([header.name, header.type, header.mode, header.uid, header.linkname, content]));
  }
  return lines.toSorted().join('\n');
}

/** Returns what our build would deploy: the runtime's key and the code layer, or the error. */
export async function fingerprint({ host }: Registry, context: string): Promise<string> {
  const options = { context, file: join(context, 'Dockerfile'), buildArgs: {}, platform: 'linux/amd64' };
  for (const extent of ['runtime', 'whole', 'whole-context'] as const) {
    try {
      const { split, context: files, key } = await planBuild({ ...options, registryMirror: host }, extent);
      const code = await applyInstructions({ ...options, split, context: files, config: CONFIG, files: FILES });
      const layer = code.entries.length === 0 ? undefined : await packLayer(code.entries);
      return JSON.stringify([key.tag, code.settings, layer?.digest]);
    } catch (error) {
      if (error instanceof UserError) return error.code;
      if (!(error instanceof NeedsDocker)) throw error;
    }
  }
  throw new Error('a Dockerfile can be kept whole');
}
