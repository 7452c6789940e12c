import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Digest } from './digest.ts';
import type { Repository } from './repository.ts';

/** One upload session: a growing file, hashed while it grows. */
export class Upload {
  readonly id = randomUUID();
  readonly repository: Repository;
  readonly path: string;
  #size = 0;
  #sha256 = createHash('sha256');

  constructor(repository: Repository, pathOf: (id: string) => string) {
    this.repository = repository;
    this.path = pathOf(this.id);
  }

  /** Bytes received so far. */
  get size(): number {
    return this.#size;
  }

  /** Appends the body's bytes. Keeps those received before a broken connection. */
  async append(body: AsyncIterable<Buffer>): Promise<void> {
    const file = await open(this.path, this.#size === 0 ? 'w' : 'r+');
    try {
      for await (const chunk of body) {
        const written = file.write(chunk, 0, chunk.length, this.#size);
        this.#sha256.update(chunk);
        await written;
        this.#size += chunk.length;
      }
    } finally {
      await file.close();
    }
  }

  /** Appends the whole body or nothing, so that the request can be repeated. */
  async appendWhole(body: AsyncIterable<Buffer>): Promise<void> {
    const [size, sha256] = [this.#size, this.#sha256.copy()];
    try {
      await this.append(body);
    } catch (error) {
      [this.#size, this.#sha256] = [size, sha256];
      throw error;
    }
  }

  /** Returns true if the content has this digest. */
  async matches({ algorithm, hex }: Digest): Promise<boolean> {
    if (algorithm === 'sha256') return this.#sha256.copy().digest('hex') === hex;
    const hash = createHash(algorithm);
    await pipeline(createReadStream(this.path), hash);
    return hash.digest('hex') === hex;
  }

  async discard(): Promise<void> {
    await rm(this.path, { force: true });
  }
}
