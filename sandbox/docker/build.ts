import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { DECLARE } from '../../src/image/dockerfile/config-instructions.ts';
import { parseDockerfile } from '../../src/image/dockerfile/parse-dockerfile.ts';
import { type Split, splitDockerfile } from '../../src/image/dockerfile/split.ts';
import { Variables } from '../../src/image/dockerfile/words/variables.ts';
import type { ImageConfig, Settings } from '../../src/image/oci/image-config.ts';
import type { Manifest } from '../../src/image/oci/manifest.ts';
import { parsePlatform } from '../../src/image/oci/platform.ts';
import { openRegistry, type Registry } from '../../src/registry/client.ts';
import { parseImageName, parseReference } from '../../src/registry/image-name.ts';
import { PLAIN_MACHINE } from '../../src/registry/machine.ts';
import { putImage } from '../runtime/put-image.ts';

export interface StandInBuild {
  /** The text, in which the base images are pinned by digest. */
  readonly dockerfile: string;
  /** `registry/repository:tag` */
  readonly tag: string;
  readonly platform: string;
}

/** No registry of the sandbox checks it, but a call to Amazon ECR needs one. */
const CREDENTIALS = { username: 'sandbox', password: 'sandbox-password' };

/** Pushes the base image with the Dockerfile's settings, and with one file instead of the results of RUN. */
export async function buildStandIn({ dockerfile, tag, platform }: StandInBuild): Promise<void> {
  const split = splitDockerfile(parseDockerfile(dockerfile, 'Dockerfile'));
  const base = await readBase(split);
  const at = tag.lastIndexOf(':');
  const registry = open(parseImageName(tag.slice(0, at)));
  await putImage(registry, tag.slice(at + 1), [...base.layers, builtLayer(tag)], (diffIds) => ({
    created: new Date().toISOString(),
    architecture: parsePlatform(platform).architecture,
    os: 'linux',
    config: declareSettings(split, platform, base.settings),
    rootfs: { type: 'layers', diff_ids: diffIds },
    history: diffIds.map((_, index) => ({ created_by: index < base.layers.length ? 'FROM' : 'RUN # stand-in' })),
  }));
}

function open(image: { readonly registry: string; readonly repository: string }): Registry {
  const registryEndpoints = process.env.FLUX_AIRFLOW_REGISTRY_ENDPOINTS ?? '';
  return openRegistry({ image, credentials: CREDENTIALS, machine: { ...PLAIN_MACHINE, registryEndpoints } });
}

/** Reads the image that the last stage is built from; empty for `scratch`. */
async function readBase({ lineage }: Split): Promise<{ layers: AsyncIterable<Buffer>[]; settings: Settings }> {
  const [name = ''] = lineage[0]?.from.rest.split(/\s/, 1) ?? [];
  if (name.toLowerCase() === 'scratch') return { layers: [], settings: {} };
  const { digest, tag, ...image } = parseReference(name);
  const registry = open(image);
  const stored = await registry.getManifest(digest ?? tag);
  if (stored === undefined) throw new Error(`the base image ${name} is missing`);
  const { config, layers }: Manifest = JSON.parse(String(stored.bytes));
  const { OnBuild: _, ...settings } = (JSON.parse(String(await registry.getBlob(config))) as ImageConfig).config ?? {};
  const blobs = await Promise.all(layers.map((layer) => registry.getBlob(layer)));
  return { layers: blobs.map((blob) => Readable.from([blob]).pipe(createGunzip())), settings };
}

/** Returns a layer that differs for each tag, as the results of another build do. */
function builtLayer(tag: string): AsyncIterable<Buffer> {
  const tar = pack();
  tar.entry({ name: 'opt/built', mode: 0o644, mtime: new Date(0) }, `${tag}\n`);
  tar.finalize();
  return tar as AsyncIterable<Buffer>;
}

/** Returns the base image's settings with those of all instructions. */
function declareSettings({ dockerfile, lineage, code }: Split, platform: string, base: Settings): Settings {
  const settings = structuredClone(base);
  const read = (name: string) =>
    (settings.Env ?? []).find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
  const scope = new Variables(dockerfile, {}, platform, read);
  const to = { dockerfile, scope, settings, hasCommand: false };
  for (const instruction of [...lineage.flatMap(({ instructions }) => instructions), ...code]) {
    if (instruction.keyword === 'ARG') scope.apply(instruction);
    DECLARE[instruction.keyword]?.(instruction, to);
    if (instruction.keyword === 'ENV') scope.apply(instruction);
  }
  return settings;
}
