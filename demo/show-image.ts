import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import type { Stage } from '../sandbox/stage/stage.ts';
import { fact } from './say.ts';

interface Manifest {
  readonly layers: readonly { readonly digest: string; readonly size: number; readonly mediaType: string }[];
}

/** Prints an image's layers and the files of the last one, which holds the code. Returns their paths. */
export async function showImage({ registry, pullPassword }: Stage, tag: string): Promise<string[]> {
  const headers = { authorization: `Basic ${Buffer.from(`AWS:${pullPassword()}`).toString('base64')}`, accept: '*/*' };
  const base = `${registry.url}/v2/flux-airflow`;
  const response = await fetch(`${base}/manifests/${tag}`, { headers });
  const { layers } = (await response.json()) as Manifest;
  fact(`manifest ${response.headers.get('docker-content-digest')}`);
  for (const { digest, size } of layers) fact(`  layer ${digest.slice(0, 19)}… ${size} bytes`);
  const code = layers.at(-1)?.digest ?? '';
  const paths: string[] = [];
  const entries = extract();
  Readable.from([Buffer.from(await (await fetch(`${base}/blobs/${code}`, { headers })).arrayBuffer())])
    .pipe(createGunzip())
    .pipe(entries);
  for await (const entry of entries) {
    const { name, mode = 0, uid, gid, size } = entry.header;
    paths.push(name);
    fact(`    ${mode.toString(8).padStart(4, '0')} ${uid}:${gid} ${String(size).padStart(5)}  ${name}`);
    entry.resume();
  }
  return paths;
}
