import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import type { DockerEngine } from '../../../sandbox/programs/docker-engine.ts';

/** path → type, mode, owner, link, extended attributes and content; no times. */
export type Files = ReadonlyMap<string, string>;

/** Pulls an image with the engine. Returns the files of a container, and its settings. */
export async function flatten(engine: DockerEngine, image: string): Promise<{ files: Files; settings: object }> {
  await engine.docker('pull', '--quiet', image);
  const container = (await engine.docker('create', image, '/nothing')).toString().trim();
  const files = await listFiles(await engine.docker('export', container));
  const settings = JSON.parse((await engine.docker('inspect', '--format', '{{json .Config}}', image)).toString());
  await engine.docker('rm', container);
  return { files, settings };
}

/** Returns the files of an exported file system. */
export async function listFiles(tar: Buffer): Promise<Files> {
  const files = new Map<string, string>();
  for await (const entry of Readable.from([tar]).pipe(extract())) {
    const { name, type, mode = 0, uid, gid, linkname, pax } = entry.header;
    const attributes = Object.entries(pax ?? {}).filter(([key]) => key.startsWith('SCHILY.xattr.'));
    const content = (await buffer(entry)).toString('base64');
    const facts = [type, mode.toString(8), `${uid}:${gid}`, linkname ?? '', JSON.stringify(attributes), content];
    files.set(name, facts.join(' '));
  }
  return files;
}
