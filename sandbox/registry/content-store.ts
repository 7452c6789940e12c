import { createReadStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Digest } from './digest.ts';

/** Positions of the first and the last byte, both inclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Blobs as files `blobs/<algorithm>/<hex>`, the layout of an OCI image layout; unfinished uploads as `uploads/<id>`. */
export class ContentStore {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  static async open(directory: string): Promise<ContentStore> {
    for (const folder of ['blobs/sha256', 'blobs/sha512', 'uploads']) {
      await mkdir(join(directory, folder), { recursive: true });
    }
    return new ContentStore(directory);
  }

  uploadPath(id: string): string {
    return join(this.#directory, 'uploads', id);
  }

  #blobPath({ algorithm, hex }: Digest): string {
    return join(this.#directory, 'blobs', algorithm, hex);
  }

  /** Stores a finished upload as the blob of a digest that the caller has verified. */
  async adopt(uploadPath: string, digest: Digest): Promise<void> {
    await rename(uploadPath, this.#blobPath(digest));
  }

  read(digest: Digest, range?: ByteRange): Readable {
    return createReadStream(this.#blobPath(digest), range);
  }

  async remove(digest: Digest): Promise<void> {
    await rm(this.#blobPath(digest), { force: true });
  }
}
