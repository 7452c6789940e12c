import type { Dockerfile, Instruction } from './dockerfile.ts';

/** A line whose result is known only by carrying it out: the image is to be built whole. */
export class NeedsDocker extends Error {
  override readonly name = 'Inexact';
  /** The Dockerfile, as messages name it. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;

  /** `reason` is for the Dockerfile's author. */
  constructor({ path }: Dockerfile, { line }: Instruction, reason: string) {
    super(reason);
    this.file = path;
    this.line = line;
  }
}

/** What Docker does with the file, or copies from the context, is not in the Dockerfile: all of the context counts. */
export class NeedsWholeContext extends NeedsDocker {}
