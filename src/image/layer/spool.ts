import { type FileHandle, mkdtemp, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Blob } from '../oci/blob.ts';

/** Larger content goes to a file. */
const MAX_BYTES_IN_MEMORY = 16 * 1024 * 1024;

/** Collects content of unknown size, in memory while it is small, then in a file below `directory`. */
export class Spool {
  readonly #directory: string;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #file: { readonly handle: FileHandle; readonly path: string } | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Appends a chunk. `writeFile` continues at the handle's position and writes all of it, which `write` may not do. */
  async write(chunk: Buffer): Promise<void> {
    this.#size += chunk.length;
    if (this.#file === undefined) {
      this.#chunks.push(chunk);
      if (this.#size > MAX_BYTES_IN_MEMORY) await this.#spill();
    } else {
      await this.#file.handle.writeFile(chunk);
    }
  }

  /** Closes the file; returns the content. */
  async end(): Promise<Pick<Blob, 'size' | 'content'>> {
    if (this.#file === undefined) return { size: this.#size, content: { bytes: Buffer.concat(this.#chunks) } };
    await this.#file.handle.close();
    return { size: this.#size, content: { path: this.#file.path } };
  }

  async #spill(): Promise<void> {
    const directory = await mkdtemp(join(this.#directory, 'flux-airflow-layer-'));
    const path = join(directory, 'layer.tar.gz');
    this.#file = { path, handle: await open(path, 'wx', 0o600) };
    for (const chunk of this.#chunks.splice(0)) await this.#file.handle.writeFile(chunk);
  }
}
