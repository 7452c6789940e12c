import { posix } from 'node:path';
import { info } from '@actions/core';
import type { DagFiles } from '../../airflow-api/compare-files.ts';
import { findCodeLayer } from '../../image/layer/code-layer.ts';
import { readFolder } from '../../image/layer/read-folder.ts';
import type { ImageConfig, Settings } from '../../image/oci/image-config.ts';
import { BASE_DIGEST_LABEL, BASE_NAME_LABEL } from '../../image/oci/labels.ts';
import type { Descriptor, Manifest, StoredManifest } from '../../image/oci/manifest.ts';
import { indexLayer, unpackIndex } from '../../image/runtime/index-manifest.ts';
import type { RuntimeFiles } from '../../image/runtime/runtime-files.ts';
import { indexTag } from '../../image/runtime/runtime-index.ts';
import type { Registry } from '../../registry/client.ts';
import { listPlatforms } from '../../registry/pick-platform.ts';
import { withoutIgnored } from './airflow-ignore.ts';

/** A top-level statement that creates a DAG: a decorator, a block or an assignment. */
const MAKES_DAG = /^(?:@(?:\w+\.)*dag\b|with (?:\w+\.)*DAG\(|\w+(?: *: *[\w.]+)? *= *(?:\w+\.)*DAG\()/m;

/**
 * Returns the DAG files of an image in the registry; `undefined` if they are not known: it is from a full Docker build, its
 * DAG folder is a link or partly in the runtime, or the registry is unavailable.
 */
export async function findDagFiles(registry: Registry, tag: string): Promise<DagFiles | undefined> {
  return readDagFiles(registry, tag).catch((error: unknown) => {
    info(`Could not read the DAG files of ${tag}: ${error instanceof Error ? error.message : error}`);
    return undefined;
  });
}

async function readDagFiles(registry: Registry, tag: string): Promise<DagFiles | undefined> {
  const code = await findCode(registry, tag);
  if (code === undefined) return undefined;
  const { layer, config } = code;
  const folder = findFolder(config.config);
  const [blob, runtime] = await Promise.all([registry.getBlob(layer), readRuntimeFiles(registry, config)]);
  if (runtime === undefined || hasFiles(runtime, folder)) return undefined;
  const files = await readFolder(blob, folder);
  if (files.size === 0) return undefined;
  const making = [...withoutIgnored(files)].filter(([path, text]) => path.endsWith('.py') && MAKES_DAG.test(text));
  return { folder, paths: new Set(files.keys()), making: making.map(([path]) => path) };
}

/**
 * Finds the layer with the code of an image; `undefined` if the image is missing or has no such layer.
 * @throws RegistryError
 */
export async function findCode(
  registry: Registry,
  tag: string,
): Promise<{ readonly layer: Descriptor; readonly config: ImageConfig } | undefined> {
  const stored = await getFirstPlatform(registry, tag);
  const manifest: Partial<Manifest> = stored === undefined ? {} : JSON.parse(stored.bytes.toString());
  if (manifest.layers === undefined || manifest.config === undefined) return undefined;
  const config: ImageConfig = JSON.parse((await registry.getBlob(manifest.config)).toString());
  const layer = findCodeLayer(manifest as Manifest, config);
  return layer === undefined ? undefined : { layer, config };
}

/** Returns an image, or the first one of an index: the code is the same on all platforms. */
async function getFirstPlatform(registry: Registry, tag: string): Promise<StoredManifest | undefined> {
  const stored = await registry.getManifest(tag);
  const [first] = (stored && listPlatforms(stored)) ?? [];
  return first === undefined ? stored : registry.getManifest(first.digest);
}

/** Returns the DAG folder of an image. */
export function findFolder({ Env = [] }: Settings = {}): string {
  const env = new Map(Env.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  return posix.resolve(env.get('AIRFLOW_HOME') ?? '/opt/airflow', env.get('AIRFLOW__CORE__DAGS_FOLDER') ?? 'dags');
}

async function readRuntimeFiles(registry: Registry, { config }: ImageConfig): Promise<RuntimeFiles | undefined> {
  const { [BASE_NAME_LABEL]: name, [BASE_DIGEST_LABEL]: digest } = config?.Labels ?? {};
  const tag = name?.split(':').at(-1);
  if (tag === undefined || digest === undefined) return undefined;
  const index = await registry.getManifest(indexTag(tag));
  const layer = index === undefined ? undefined : indexLayer(index, digest);
  return layer === undefined ? undefined : (await unpackIndex(await registry.getBlob(layer))).files;
}

function hasFiles({ files, folders }: RuntimeFiles, folder: string): boolean {
  const isBelow = (path: string) => path === folder || path.startsWith(`${folder}/`);
  return [...files].some(isBelow) || [...folders].some(([path, { unlisted }]) => unlisted && isBelow(path));
}
