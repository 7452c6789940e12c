import type { Dockerfile, Instruction } from './dockerfile.ts';

/** An instruction whose result only Docker knows, so that Docker builds the whole image. */
export class NeedsDocker extends Error {
  override readonly name = 'NeedsDocker';
  /** The path of the Dockerfile in messages. */
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

/** The Dockerfile alone does not show what Docker reads, so that the key covers all of the context. */
export class NeedsWholeContext extends NeedsDocker {}
